/**
 * Process-wide switches of the LangChain packages. Imported before any of them, because they read the
 * environment at load time.
 *
 * Tracing is off: it would send prompts to a service and is no part of the execution model. Callbacks
 * are awaited instead of queued in the background, so that no work of a run outlives the run.
 */
const TRACING_SWITCHES = [
  'LANGSMITH_TRACING',
  'LANGSMITH_TRACING_V2',
  'LANGCHAIN_TRACING',
  'LANGCHAIN_TRACING_V2',
]

for (const name of TRACING_SWITCHES) delete process.env[name]
process.env['LANGCHAIN_CALLBACKS_BACKGROUND'] = 'false'

export {}
