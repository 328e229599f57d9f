/**
 * The only home of vega and vega-lite: a chart's specification becomes a finished SVG when the page
 * is published, so that the page needs no script to show it. The libraries are heavy and loaded at
 * the first chart only.
 */
import type { LoggerInterface } from 'vega'
import type { TopLevelSpec } from 'vega-lite'
import { escapeText } from './page/html.ts'

/**
 * A chart as SVG text with a text alternative. The bytes depend on the specification alone: not on
 * charts that were drawn before, nor on the fonts of the machine. Works where code generation from
 * strings is forbidden. Fails with the text of any warning of Vega or Vega-Lite, because a chart
 * with a warning usually leaves something out.
 */
export async function renderSvg(spec: TopLevelSpec): Promise<string> {
  if (typeof spec.description !== 'string' || spec.description === '') {
    throw new Error('chart: it has no description')
  }
  const { vega, vegaLite, expressionInterpreter } = await loadLibraries()
  const logger = strictLogger()
  const compiled = vegaLite.compile(spec, { logger }).spec
  const untyped = vega as unknown as UntypedVega
  untyped.resetSVGDefIds()
  untyped.setRandom(untyped.randomLCG(1))
  const view = new vega.View(vega.parse(compiled, undefined, { ast: true }), {
    renderer: 'none',
    expr: expressionInterpreter,
    logger,
  })
  try {
    return label(compact(await view.toSVG()), spec.description)
  } finally {
    view.finalize()
  }
}

/** Exported by vega, but missing from its typings. */
interface UntypedVega {
  /** Ids of clip paths and gradients count up in a process. */
  resetSVGDefIds(): void
  setRandom(random: () => number): void
  randomLCG(seed: number): () => number
}

let libraries: ReturnType<typeof importLibraries> | undefined

function loadLibraries(): ReturnType<typeof importLibraries> {
  libraries ??= importLibraries()
  return libraries
}

async function importLibraries() {
  const [vega, vegaLite, { expressionInterpreter }] = await Promise.all([
    import('vega'),
    import('vega-lite'),
    import('vega-interpreter'),
  ])
  return { vega, vegaLite, expressionInterpreter }
}

function strictLogger(): LoggerInterface {
  const refuse = (...messages: readonly unknown[]): never => {
    throw new Error(`chart: ${messages.map(String).join(' ')}`)
  }
  const logger: LoggerInterface = {
    level: (level?: number) => (level === undefined ? 2 : logger),
    error: refuse,
    warn: refuse,
    info: () => logger,
    debug: () => logger,
  }
  return logger
}

/**
 * Drops what a static picture does not use and rounds coordinates to a hundredth of a pixel: about
 * half of the bytes. Looks into tags only, because text between them belongs to the records.
 * Ids would be shared by all charts of the page and inline styles are forbidden by its policy, so a
 * chart that needs either is refused.
 */
function compact(svg: string): string {
  return svg
    .replace(/<path class="(?:fore|back)ground"[^>]*\/>/g, '')
    .replace(/<[^>]+>/g, (tag) => {
      if (/\s(?:id|style)="/.test(tag)) throw new Error(`chart: not allowed in a page: ${tag}`)
      return tag
        .replace(/ (?:class|role|aria-[a-z]+|pointer-events|xmlns:xlink|font-family)="[^"]*"/g, '')
        .replace(/ (?:opacity="1"|stroke-width="1"|font-weight="normal"|version="1.1")/g, '')
        .replace(/-?\d+\.\d{3,}/g, (number) => String(Number(Number(number).toFixed(2))))
    })
    .replace(/<g><\/g>/g, '')
}

function label(svg: string, description: string): string {
  return svg.replace(
    /^<svg /,
    () => `<svg role="img" aria-label="${escapeText(description)}" class="chart" `,
  )
}
