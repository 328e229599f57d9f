import { openSandboxes } from '../controls/sandbox/open-sandboxes.ts'
import type { Sandboxes } from '../controls/sandbox/sandboxes.ts'
import { Organisation } from '../world/organisation.ts'
import type { TrialSpec } from './trial-spec.ts'

export interface Sandboxed {
  /** Where agents' programs run in all passes of a shard. */
  readonly sandboxes?: Sandboxes | undefined
}

/** Does a shard's work with sandboxes of the trial's level, and ends them whatever happens. */
export async function withSandboxes<Options extends object, Result>(
  spec: TrialSpec,
  options: Options,
  work: (spec: TrialSpec, options: Options & Sandboxed) => Promise<Result>,
): Promise<Result> {
  const { departments } = new Organisation(spec.workload.organisation, spec.agents)
  const setting = { departments, shards: spec.shards }
  const sandboxes = await openSandboxes(spec.levels.sandbox, setting)
  try {
    return await work(spec, { ...options, sandboxes })
  } finally {
    sandboxes.close()
  }
}
