/**
 * Where an axis begins and ends and where it is labelled. Chosen here and not by Vega, so that
 * panels of one figure share their axes and labels beside the lines can be kept apart.
 */

export interface Axis {
  readonly kind: 'linear' | 'log' | 'symlog'
  readonly domain: readonly [number, number]
  readonly ticks: readonly number[]
  /** Of a symlog axis: where it turns from linear to logarithmic. */
  readonly constant?: number
}

/** A logarithmic axis around positive values, labelled at 1, 2 and 5 or at powers of ten. */
export function logAxis(values: readonly number[]): Axis {
  const positive = values.filter((value) => value > 0 && Number.isFinite(value))
  if (positive.length === 0) return { kind: 'log', domain: [1, 10], ticks: [1, 10] }
  const low = Math.min(...positive) / 1.25
  const high = Math.max(...positive) * 1.25
  const decades = Math.log10(high / low)
  const steps = decades > 3 ? [1] : decades > 1.4 ? [1, 3] : [1, 1.5, 2, 3, 5, 7]
  const ticks: number[] = []
  for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power += 1) {
    for (const step of steps) {
      const tick = Number((step * 10 ** power).toPrecision(3))
      if (tick >= low && tick <= high) ticks.push(tick)
    }
  }
  return { kind: 'log', domain: [low, high], ticks }
}

/** A linear axis that holds zero and all values, with about `count` round labels. */
export function linearAxis(values: readonly number[], count = 5): Axis {
  const low = Math.min(0, ...values)
  const high = Math.max(0, ...values)
  const span = high - low || 1
  const step = roundStep(span / count)
  const from = Math.floor(low / step + 1e-9) * step
  const to = Math.ceil((high || step) / step - 1e-9) * step
  const ticks: number[] = []
  for (let index = 0; from + index * step <= to + step / 2; index += 1) {
    ticks.push(Number((from + index * step).toPrecision(12)))
  }
  return { kind: 'linear', domain: [from, to], ticks }
}

/**
 * An axis that is linear around zero and logarithmic further out, for values that span magnitudes
 * and may be zero or negative.
 */
export function symlogAxis(values: readonly number[], constant: number): Axis {
  const high = Math.max(constant, ...values) * 1.15
  const low = Math.min(0, ...values) * 1.15
  const ticks = [0]
  for (let tick = constant; tick <= high; tick *= 10) ticks.push(tick)
  for (let tick = -constant; tick >= low; tick *= 10) ticks.unshift(tick)
  return { kind: 'symlog', domain: [low, high], ticks, constant }
}

/** The axis with as many of its labels as fit into a width, in px; the first one is kept. */
export function thinTicks(axis: Axis, width: number): Axis {
  const fitting = Math.max(1, Math.floor(width / TICK_PX))
  const every = Math.ceil((axis.ticks.length - 1) / fitting)
  return every < 2 ? axis : { ...axis, ticks: axis.ticks.filter((_, i) => i % every === 0) }
}

/**
 * A symlog axis with as many of its labels as fit into a width, in px: zero is kept, and outwards on
 * either side whatever is far enough from the last one that is.
 */
export function thinSymlog(axis: Axis, width: number): Axis {
  const { constant = 1, domain } = axis
  const bend = (value: number): number => Math.sign(value) * Math.log1p(Math.abs(value) / constant)
  const pxPer = width / (bend(domain[1]) - bend(domain[0]) || 1)
  const kept = [0]
  for (const side of [1, -1]) {
    let last = 0
    for (const tick of axis.ticks
      .filter((one) => one * side > 0)
      .map((one) => one * side)
      .sort((a, b) => a - b)) {
      if ((bend(tick) - bend(last)) * pxPer < TICK_PX) continue
      kept.push(tick * side)
      last = tick
    }
  }
  return { ...axis, ticks: kept.sort((a, b) => a - b) }
}

/** Room that a short label wants. */
const TICK_PX = 36

/** The value at a height of a vertical axis, in px from its top; the inverse of `heightOf`. */
export function valueAt(axis: Axis, px: number, height: number): number {
  const [low, high] = axis.domain
  const share = 1 - px / height
  return axis.kind === 'log' ? low * (high / low) ** share : low + (high - low) * share
}

/** Px from the top of a vertical linear or logarithmic axis. */
export function heightOf(axis: Axis, value: number, height: number): number {
  const [low, high] = axis.domain
  const share =
    axis.kind === 'log'
      ? Math.log(value / low) / Math.log(high / low)
      : (value - low) / (high - low)
  return height * (1 - share)
}

/**
 * Moves label positions apart until neighbours are `gap` px from each other, or as far as there is
 * room, inside 0…`height`; as little as a downward and an upward pass can. Answers in the order of
 * the input.
 */
export function spread(positions: readonly number[], gap: number, height: number): number[] {
  const room = Math.min(gap, height / Math.max(1, positions.length - 1))
  const order = positions.map((_, index) => index)
  order.sort((a, b) => (positions[a] ?? 0) - (positions[b] ?? 0) || a - b)
  const placed = order.map((index) => positions[index] ?? 0)
  for (let i = 1; i < placed.length; i += 1) {
    placed[i] = Math.max(placed[i] ?? 0, (placed[i - 1] ?? 0) + room)
  }
  let limit = height
  for (let i = placed.length - 1; i >= 0; i -= 1) {
    placed[i] = Math.min(placed[i] ?? 0, limit)
    limit = (placed[i] ?? 0) - room
  }
  const result = positions.map(() => 0)
  order.forEach((index, place) => {
    result[index] = placed[place] ?? 0
  })
  return result
}

function roundStep(raw: number): number {
  const power = 10 ** Math.floor(Math.log10(raw))
  const digit = raw / power
  return (digit <= 1 ? 1 : digit <= 2 ? 2 : digit <= 5 ? 5 : 10) * power
}
