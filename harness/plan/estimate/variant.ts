/** What is probed apart within an architecture. */
import type { PlannedTrial } from '../plan.ts'

/**
 * Topology and stack of controls, as far as the stack decides costs that are probed: sandboxes and
 * frames are not.
 */
export function variantOf({
  topology,
  controls,
}: Pick<PlannedTrial, 'topology' | 'controls'>): string {
  const { sandbox: _sandbox, frames: _frames, ...levels } = controls
  return [topology, ...Object.values(levels)].join(' ')
}

/** The controls of a variant, whatever its topology. */
export function controlsKeyOf({ key }: { readonly key: string }): string {
  return key.slice(key.indexOf(' ') + 1)
}
