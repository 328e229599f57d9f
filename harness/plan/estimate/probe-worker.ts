/**
 * The probe's work on its own fresh thread, as a trial's is: load each architecture, open an
 * organisation of moderate size, let an empty window pass, then windows with tasks until the time is
 * used. The reference has windows under each stack of controls, and each other architecture under one.
 */
import { loadArchitecture } from '../../../adapters/registry.ts'
import type { Architecture } from '../../../adapters/contract.ts'
import { hostNowMs, processCpuUs } from '../../kernel/host-clock.ts'
import type { ShardJob } from '../../pool/run-on-shards.ts'
import { otherCost, referenceCost, type ReferenceWindows } from './compose.ts'
import type { ProbedWindow, TaskCost } from './contacts.ts'
import { FIRST_TASKS, ProbeBudget } from './probe-budget.ts'
import {
  busyWindow,
  type BusyWindow,
  idleCosts,
  type Plan,
  type ProbedVariant,
  type Size,
} from './probe-windows.ts'
import type { ArchitectureCosts, VariantCosts } from './probed-costs.ts'
import { controlsKeyOf } from './variant.ts'
import { OF_CALLBACKS, OF_PROMISES, type Warming, warmCpuS, warmTasks } from './warming.ts'

/** What to probe. */
export interface ProbeTask extends Plan {
  /** The reference first. */
  readonly architectures: readonly ProbedArchitecture[]
  /** Least and most tasks for each team in the windows of the plan. */
  readonly sparsest: number
  readonly densest: number
}

/** An architecture of the plan, or the reference of a plan that has none. */
export interface ProbedArchitecture {
  readonly architecture: string
  readonly usesPromises: boolean
  /** Of the windows that stand for all of its variants. */
  readonly topology: string
  /** The first is probed. None of a reference that the plan does not have. */
  readonly variants: readonly ProbedVariant[]
}

/** What the thread hands back. */
export interface ProbeResult {
  /** CPU time of the process from the first line of the probe to its last. */
  readonly insideCpuUs: number
  readonly costs: readonly Omit<ArchitectureCosts, 'threadCpuMs'>[]
}

/** Densities that differ less are probed once. */
const ALIKE = 1.5
/** CPU time of a window from which its tasks are many. */
const MANY_CPU_US = 150_000

/** Throws what an architecture throws. */
export async function probeAll({ task }: ShardJob<ProbeTask>): Promise<ProbeResult> {
  const begunUs = processCpuUs()
  const budget = new ProbeBudget({ cpuMs: () => processCpuUs() / 1000, hostMs: hostNowMs })
  const costs: ProbeResult['costs'][number][] = []
  const stacks = stacksOf(task.architectures)
  let reference: ReadonlyMap<string, ProbedStack> = new Map()
  for (const [nth, one] of task.architectures.entries()) {
    const loadedUs = processCpuUs()
    const architecture = await loadArchitecture(one.architecture)
    const loadCpuMs = (processCpuUs() - loadedUs) / 1000
    const variant = { ...(stacks[0] as ProbedVariant), topology: one.topology, ...one.variants[0] }
    const warming = one.usesPromises ? OF_PROMISES : OF_CALLBACKS
    const probe = { task, architecture, warming, counted: { tasks: 0 }, begunUs }
    // A window in cold code: what it leaves behind is no agent's, and it is too dear where warming is
    // not counted by tasks.
    const cold = one.usesPromises ? 0 : FIRST_TASKS
    await probeWindow(probe, variant, { tasks: cold, density: task.densest, weighs: false })
    const idle = await idleCosts(task, architecture, variant)
    const weight = (other: ProbedArchitecture): number =>
      other === task.architectures[0] ? stacks.length : weightOf(other)
    const weights = task.architectures.slice(nth).reduce((sum, other) => sum + weight(other), 0)
    const part = budget.part(weight(one), weights)
    if (nth === 0) reference = await probeStacks(probe, one, stacks, part, budget)
    const variants =
      nth === 0
        ? referenceVariants(one, reference)
        : otherVariants(one, await series(probe, variant, task.densest, true, part), reference)
    costs.push({ architecture: one.architecture, loadCpuMs, ...idle, warming, variants })
  }
  return { insideCpuUs: processCpuUs() - begunUs, costs }
}

/** Time that an architecture's one window gets, when each stack of the reference gets 1. */
function weightOf({ usesPromises }: ProbedArchitecture): number {
  return usesPromises ? 12 : 1
}

/** All stacks of controls of the plan, those of the reference first. */
function stacksOf(architectures: readonly ProbedArchitecture[]): ProbedVariant[] {
  const found = new Map<string, ProbedVariant>()
  for (const variant of architectures.flatMap(({ variants }) => variants)) {
    const key = controlsKeyOf(variant)
    if (!found.has(key)) found.set(key, variant)
  }
  return [...found.values()]
}

interface Probe {
  readonly task: ProbeTask
  readonly architecture: Architecture
  readonly warming: Warming
  /** Tasks that the architecture has done on this thread. */
  readonly counted: { tasks: number }
  /** CPU time of the process when the thread began. */
  readonly begunUs: number
}

/** A window, and whether what cold code added was taken off. */
type WeighedWindow = BusyWindow & { readonly isWarm: boolean }

interface Probed {
  readonly window: WeighedWindow
  readonly probed: ProbedWindow
}

interface ProbedStack extends ReferenceWindows {
  readonly window: WeighedWindow
}

/** The reference under each stack, as far as the time goes; under the first in any case. */
async function probeStacks(
  probe: Probe,
  { topology }: ProbedArchitecture,
  stacks: readonly ProbedVariant[],
  part: ProbeBudget,
  whole: ProbeBudget,
): Promise<Map<string, ProbedStack>> {
  const { task } = probe
  const isOne = task.densest < ALIKE * task.sparsest || task.workload.arrivals.process === 'closed'
  const found = new Map<string, ProbedStack>()
  let bytesPerTask = 0
  for (const [nth, stack] of stacks.entries()) {
    if (nth > 0 && whole.leftMs === 0) break
    const variant = { ...stack, topology }
    const own = part.part(1, stacks.length - nth)
    const half = own.part(1, isOne ? 1 : 2)
    const dense = await series(probe, variant, task.densest, nth === 0, half)
    // It hardly depends on the controls.
    if (nth === 0) bytesPerTask = dense.window.bytes / Math.max(1, dense.window.tasks)
    const sparse = isOne
      ? strangersOf(dense, task.densest)
      : (await series(probe, variant, task.sparsest, false, own)).last
    found.set(controlsKeyOf(stack), {
      dense: dense.last,
      sparse,
      window: { ...dense.window, bytes: bytesPerTask * dense.window.tasks },
    })
  }
  return found
}

/**
 * A window as crowded as the plan's says it all. If the time did not go so far, the first of the
 * series says what strangers cost.
 */
function strangersOf({ first, last }: Series, density: number): ProbedWindow {
  return last.density * ALIKE >= density ? last : first
}

interface Series {
  readonly first: ProbedWindow
  /** The last window that the time allows: it is the largest, and its code is the warmest. */
  readonly last: ProbedWindow
  readonly window: WeighedWindow
}

async function series(
  probe: Probe,
  variant: ProbedVariant,
  density: number,
  weighs: boolean,
  budget: ProbeBudget,
): Promise<Series> {
  let first: ProbedWindow | undefined
  for (let tasks = FIRST_TASKS; ;) {
    const { window, probed } = await probeWindow(probe, variant, { tasks, density, weighs })
    first ??= probed
    const growth = budget.growth(window.cpuUs / 1000)
    if (growth === undefined) return { first, last: probed, window }
    tasks *= growth
  }
}

/** A window, and what it is in warm code. */
async function probeWindow(
  { task, architecture, warming, counted, begunUs }: Probe,
  variant: ProbedVariant,
  size: Size,
): Promise<Probed> {
  const window = await busyWindow(task, architecture, variant, size)
  const offered = Math.max(1, window.tasks)
  const before = warmTasks(counted.tasks, warming)
  counted.tasks += offered
  const warmed = warmTasks(counted.tasks, warming) - before
  // Few tasks are cold in a trial as they are here; many are not.
  const isMany = warming === OF_CALLBACKS && window.cpuUs >= MANY_CPU_US
  const usedS = (processCpuUs() - window.cpuUs - begunUs) / 1e6
  const cpuUs = isMany ? warmCpuS(window.cpuUs / 1e6, usedS) * 1e6 : window.cpuUs
  return {
    window: { ...window, isWarm: isMany },
    probed: {
      tasks: offered,
      density: offered / window.teams,
      cpuUsPerTask: cpuUs / warmed,
      contactsPerTask: window.contacts / offered,
      messagesPerTask: window.messages / offered,
    },
  }
}

function referenceVariants(
  { variants }: ProbedArchitecture,
  reference: ReadonlyMap<string, ProbedStack>,
): Record<string, VariantCosts> {
  const found: Record<string, VariantCosts> = {}
  for (const variant of variants) {
    const stack = reference.get(controlsKeyOf(variant))
    if (stack !== undefined) found[variant.key] = costsOf(referenceCost(stack), stack.window)
  }
  return found
}

/** Under each of its stacks that the reference was probed under. */
function otherVariants(
  { variants }: ProbedArchitecture,
  { last: probed, window }: Series,
  reference: ReadonlyMap<string, ProbedStack>,
): Record<string, VariantCosts> {
  const [first] = variants
  const under = reference.get(controlsKeyOf(first as ProbedVariant))
  const found: Record<string, VariantCosts> = {}
  for (const variant of variants) {
    const wanted = reference.get(controlsKeyOf(variant))
    if (under !== undefined && wanted !== undefined) {
      found[variant.key] = costsOf(otherCost(probed, under, wanted), window)
    }
  }
  const alike = { settledUs: probed.cpuUsPerTask, strangersUs: 0, settling: 1 }
  if (Object.keys(found).length === 0) found[(first as ProbedVariant).key] = costsOf(alike, window)
  return found
}

function costsOf(task: TaskCost, window: WeighedWindow): VariantCosts {
  const offered = Math.max(1, window.tasks)
  return {
    task,
    isWarm: window.isWarm,
    bytesPerTask: Math.max(0, window.bytes / offered),
    auditBytesPerTask: window.auditBytes / offered,
    tasksPerTeamHour: window.tasks / window.teamHours,
  }
}
