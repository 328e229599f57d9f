/** Orders in which keys come, so that neither caches nor branch predictors know the next one. */
import { choice, purpose } from '../kernel/random.ts'

const ORDER = purpose('probe.order')
const SEED = 7

/** The same items in an order that depends on their number alone (Fisher–Yates). */
export function shuffled<T>(items: readonly T[]): T[] {
  const order = [...items]
  for (let last = order.length - 1; last > 0; last--) {
    const other = choice(last + 1, SEED, ORDER, items.length, last)
    const held = order[last] as T
    order[last] = order[other] as T
    order[other] = held
  }
  return order
}

/** Gives the items in shuffled order, again and again. At least one item. */
export function endless<T>(items: readonly T[]): () => T {
  const order = shuffled(items)
  let at = 0
  return () => {
    const item = order[at] as T
    at = at + 1 === order.length ? 0 : at + 1
    return item
  }
}
