/**
 * The queues of the self-test. Their lengths were chosen so that an interval at the confidence that a
 * row has is about ±0.6 % wide; the heavier the load, the longer a queue remembers.
 */
import * as exponentialService from '../theory/erlang.ts'
import * as constantService from '../theory/deterministic-service.ts'
import { solveInputWalk } from '../theory/input-walk.ts'
import { type QueueSpec, warmUpOf } from './queue-spec.ts'

/** A queue with its known answers, in mean service times. */
export interface KnownQueue {
  readonly spec: QueueSpec
  readonly meanWait: number
  readonly p99Wait: number
  /** Known means of the control variates, in the order of `InputWalkSums.means`. */
  readonly controls: readonly number[]
}

const REPLICATIONS = 64
/** Where the walk's tail is looked at, as multiples of the 99th percentile of the wait. */
const THRESHOLDS = [0.3, 0.6, 1, 1.4]

type Shape = Pick<QueueSpec, 'name' | 'number' | 'servers' | 'load' | 'service' | 'block'>

const SHAPES: readonly (Shape & { readonly customers: number })[] = [
  shape('M/M/1 at 0.5', 1, 1, 0.5, 'exponential', 4, 5e6),
  shape('M/M/1 at 0.8', 2, 1, 0.8, 'exponential', 8, 8e6),
  shape('M/M/1 at 0.95', 3, 1, 0.95, 'exponential', 16, 24e6),
  shape('M/M/4 at 0.8', 4, 4, 0.8, 'exponential', 8, 12e6),
  shape('M/D/1 at 0.8', 5, 1, 0.8, 'constant', 8, 6e6),
]

function shape(
  name: string,
  number: number,
  servers: number,
  load: number,
  service: QueueSpec['service'],
  block: number,
  customers: number,
): Shape & { readonly customers: number } {
  return { name, number, servers, load, service, block, customers }
}

/** All five queues. */
export function allQueues(): KnownQueue[] {
  return SHAPES.map(({ customers, ...rest }) => knownQueue(rest, customers))
}

/** The one that settles soonest, for a test of about half a second. */
export function quickQueue(): KnownQueue {
  const { customers: _, ...rest } = SHAPES[0] as (typeof SHAPES)[number]
  return knownQueue(rest, QUICK_CUSTOMERS)
}

const QUICK_CUSTOMERS = 2.6e6

function knownQueue(queue: Shape, customers: number): KnownQueue {
  const { servers, load, service, block } = queue
  const isConstant = service === 'constant'
  const p99Wait = isConstant
    ? constantService.waitQuantile(load, 0.99)
    : exponentialService.waitQuantile(servers, load * servers, 0.99)
  const { mean, tails, thresholds } = solveInputWalk(
    queue,
    THRESHOLDS.map((share) => share * p99Wait),
  )
  const ofOne = Math.ceil(customers / REPLICATIONS / block) * block
  return {
    spec: {
      ...queue,
      replications: REPLICATIONS,
      customers: ofOne,
      warmUp: warmUpOf(load, servers, block),
      thresholds,
    },
    meanWait: isConstant
      ? constantService.meanWait(load)
      : exponentialService.meanWait(servers, load * servers),
    p99Wait,
    controls: [mean, ...tails],
  }
}
