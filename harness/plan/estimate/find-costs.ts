/** The costs that hold for a trial. */
import type { PlannedTrial } from '../plan.ts'
import { taskCostUs } from './contacts.ts'
import type { ArchitectureCosts, VariantCosts } from './probed-costs.ts'
import { variantOf } from './variant.ts'

/** Throws if the architecture was not probed. */
export function costsOf(
  { architecture }: Pick<PlannedTrial, 'architecture'>,
  costs: ReadonlyMap<string, ArchitectureCosts>,
): ArchitectureCosts {
  const found = costs.get(architecture)
  if (found === undefined) throw new Error(`${architecture} was not probed`)
  return found
}

/** Of the variant, or of the costliest of its architecture if the probe did not come to it. */
export function variantCosts(
  trial: Pick<PlannedTrial, 'topology' | 'controls'>,
  { variants }: Pick<ArchitectureCosts, 'variants'>,
): VariantCosts {
  const own = variants[variantOf(trial)]
  if (own !== undefined) return own
  const [first, ...rest] = Object.values(variants)
  const cost = ({ task }: VariantCosts): number => taskCostUs(task, 0)
  return rest.reduce((worst, one) => (cost(one) > cost(worst) ? one : worst), first as VariantCosts)
}
