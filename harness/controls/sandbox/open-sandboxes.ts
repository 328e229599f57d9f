import { DirectEffects } from './direct-effects.ts'
import type { SandboxLevel, Sandboxes } from './sandboxes.ts'

export interface SandboxSetting {
  /** Departments of the organisation. */
  readonly departments: number
  /** Shards that share the process, and its caps. */
  readonly shards: number
}

/**
 * The sandboxes of one shard. Nothing is started before a program runs. A level's code is loaded only
 * if it is used. Throws DOES_NOT_FIT if S3 would need too many processes.
 */
export async function openSandboxes(
  level: SandboxLevel,
  { departments, shards }: SandboxSetting,
): Promise<Sandboxes> {
  switch (level) {
    case 'S0':
      return new DirectEffects()
    case 'S1': {
      const { MAX_WORKERS, WorkerSandboxes } = await import('./worker-sandboxes.ts')
      return new WorkerSandboxes(Math.floor(MAX_WORKERS / shards))
    }
    case 'S2': {
      const { MAX_CONTEXTS, openQuickJs } = await import('./quickjs-sandboxes.ts')
      return openQuickJs(Math.floor(MAX_CONTEXTS / shards))
    }
    case 'S3': {
      const { openProcesses } = await import('./process-sandboxes.ts')
      return openProcesses(departments)
    }
  }
}
