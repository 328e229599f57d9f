/** What the engine works with: the parts of a cell it touches, and its own bus and log. */
import type { Meter, Model } from '../contract.ts'
import { EventBus } from './event-bus.ts'
import { TaskOutputStore } from './task-output-store.ts'

/** Shared by all crews of a cell. */
export interface Runtime {
  readonly model: Pick<Model, 'call'>
  readonly meter: Meter
  readonly bus: EventBus
  readonly store: TaskOutputStore
}

/** The runtime of one cell: one bus and one log for all its crews. */
export function createRuntime(cell: Pick<Runtime, 'model' | 'meter'>): Runtime {
  const { model, meter } = cell
  return { model, meter, bus: new EventBus(meter), store: new TaskOutputStore(meter) }
}
