/**
 * D2: alerts when an agent behaves unlike those of its role class did in the benign warm-up. Four things are
 * watched for each agent, in bins of virtual time: how much it sends and to how many (EWMA and CUSUM
 * of robust z), what it does that nobody of its class was seen to do, and reports about it (CUSUM of
 * rare events). Thresholds are fixed at the end of the warm-up, from a budget of false alarms.
 *
 * It is fed by audit records alone: what the trail loses it does not see, and without a trail it is
 * blind. Of an agent it knows the role class and the department, which is what the directory says.
 * A record of a message that failed to prove its sender is held against nobody.
 */
import type { AgentId, VirtualUs } from '../../kernel/units.ts'
import { parseRecord, type AuditRecord } from '../audit/record.ts'
import type { Alert, AlertCause } from './alert.ts'
import type { GuardDirectory } from '../guard-options.ts'
import { roleClassOf } from '../policy/role-class.ts'
import type { AnomalyParameters } from './anomaly-parameters.ts'
import { baselineOf, type Baseline } from './baseline.ts'
import type { Detector } from './detector.ts'
import { RareEvents } from './rare-events.ts'
import { Shift } from './shift.ts'
import { cusumThreshold, ewmaThreshold, likelihoodThreshold } from './thresholds.ts'

/** EWMA and CUSUM of rate and of fan-out; novelty; reports. */
const STATISTICS = 6

/** Decisions about messages whose sender was not proven. */
const UNPROVEN: ReadonlySet<string> = new Set(['limit', 'authentication', 'quarantine'])

/** What one agent did in one bin. */
interface Bin {
  readonly index: number
  readonly rate: number
  readonly fanOut: number
}

interface Watched {
  readonly agent: AgentId
  bin: number
  rate: number
  readonly receivers: Set<AgentId>
  /** Of the warm-up; empty after it. */
  history: Bin[]
  trend: Trend | undefined
}

/** An agent's statistics after the warm-up. */
interface Trend {
  readonly rate: Shift
  readonly fanOut: Shift
  readonly novelty: RareEvents
  readonly reports: RareEvents
}

interface Limits {
  readonly rateCusum: number
  readonly rateEwma: number
  readonly fanOutCusum: number
  readonly fanOutEwma: number
  readonly rare: number
}

/** What the warm-up has taught. */
interface Training {
  readonly rates: ReadonlyMap<string, Baseline>
  readonly fanOuts: ReadonlyMap<string, Baseline>
  readonly noveltyRate: number
  readonly reportRate: number
  readonly limits: Limits
}

type Feature = 'rate' | 'fanOut'

export class AnomalyDetector implements Detector {
  readonly level = 'D2'
  private readonly parameters: AnomalyParameters
  private readonly directory: GuardDirectory
  private readonly agents = new Map<AgentId, Watched>()
  /** (role class, action, resource, department's function) that the warm-up has shown. */
  private readonly kinds = new Set<string>()
  private reportsInWarmUp = 0
  private training: Training | undefined
  private readonly raised = new Set<AgentId>()
  private readonly handlers: Array<(alert: Alert) => void> = []

  constructor(parameters: AnomalyParameters, directory: GuardDirectory) {
    this.parameters = parameters
    this.directory = directory
  }

  observe(line: string): void {
    const record = parseRecord(line)
    if (record === undefined || UNPROVEN.has(record.decision)) return
    if (record.at >= this.parameters.warmUpUs) this.training ??= this.train()
    if (record.from >= 0) this.acted(record)
    if (record.subject >= 0 && record.decision === 'allow') this.reported(record)
  }

  onAlert(handler: (alert: Alert) => void): void {
    this.handlers.push(handler)
  }

  private acted(record: AuditRecord): void {
    const watched = this.watchedAt(record.from, record.at)
    const kind = this.kindOf(record)
    watched.rate++
    if (record.to !== record.from) watched.receivers.add(record.to)
    const { training } = this
    const { trend } = watched
    if (training === undefined || trend === undefined) {
      this.kinds.add(kind)
      return
    }
    const { limits } = training
    const { rate } = watched
    const fanOut = watched.receivers.size
    const ofRate = trend.rate.peek(rate)
    const ofFanOut = trend.fanOut.peek(fanOut)
    if (ofRate.cusum > limits.rateCusum || ofRate.ewma > limits.rateEwma) {
      this.raise(record.from, record.at, rate, 'rate')
    } else if (ofFanOut.cusum > limits.fanOutCusum || ofFanOut.ewma > limits.fanOutEwma) {
      this.raise(record.from, record.at, fanOut, 'fan-out')
    } else if (!this.kinds.has(kind) && trend.novelty.add() > limits.rare) {
      this.raise(record.from, record.at, 1, 'novelty')
    }
  }

  private reported(record: AuditRecord): void {
    const { subject, at } = record
    const { trend } = this.watchedAt(subject, at)
    if (this.training === undefined || trend === undefined) this.reportsInWarmUp++
    else if (trend.reports.add() > this.training.limits.rare) this.raise(subject, at, 1, 'reports')
  }

  private raise(subject: AgentId, at: VirtualUs, count: number, cause: AlertCause): void {
    if (this.raised.has(subject)) return
    this.raised.add(subject)
    for (const handler of this.handlers) handler({ subject, at, count, cause })
  }

  private kindOf({ from, action, resource }: AuditRecord): string {
    const { directory } = this
    return `${roleClassOf(directory, from)},${action},${resource},${directory.functionOf(from)}`
  }

  /** The agent's state with the bin of `at` open. */
  private watchedAt(agent: AgentId, at: VirtualUs): Watched {
    const bin = Math.floor(at / this.parameters.binUs)
    let watched = this.agents.get(agent)
    if (watched === undefined) {
      watched = { agent, bin, rate: 0, receivers: new Set(), history: [], trend: undefined }
      this.agents.set(agent, watched)
    }
    const { training } = this
    if (training !== undefined && watched.trend === undefined) {
      watched.trend = this.trendOf(agent, training)
      watched.history = []
      watched.bin = bin
      this.clear(watched)
    }
    if (bin > watched.bin) this.closeBin(watched, bin)
    return watched
  }

  private closeBin(watched: Watched, next: number): void {
    const { bin: index, rate, trend } = watched
    const fanOut = watched.receivers.size
    if (trend === undefined) {
      if (rate > 0) watched.history.push({ index, rate, fanOut })
    } else {
      const idle = next - index - 1
      trend.rate.close(rate)
      trend.rate.skip(idle)
      trend.fanOut.close(fanOut)
      trend.fanOut.skip(idle)
      trend.novelty.skip(next - index)
      trend.reports.skip(next - index)
    }
    watched.bin = next
    this.clear(watched)
  }

  private clear(watched: Watched): void {
    watched.rate = 0
    watched.receivers.clear()
  }

  private train(): Training {
    const { warmUpUs, binUs, falseAlarmShare, allowance } = this.parameters
    const bins = Math.max(1, Math.ceil(warmUpUs / binUs))
    for (const watched of this.agents.values()) this.closeBin(watched, bins)
    const agents = [...this.agents.values()]
    const rates = this.baselines(agents, bins, 'rate')
    const fanOuts = this.baselines(agents, bins, 'fanOut')
    const share = falseAlarmShare / STATISTICS
    const ofRate = this.maxima(agents, rates, 'rate')
    const ofFanOut = this.maxima(agents, fanOuts, 'fanOut')
    // Rule of succession: what was never seen is taken to have been seen once.
    const agentBins = Math.max(1, agents.length) * bins
    return {
      rates,
      fanOuts,
      noveltyRate: 1 / (agentBins + 1),
      reportRate: (this.reportsInWarmUp + 1) / (agentBins + 1),
      limits: {
        rateCusum: cusumThreshold(ofRate.cusum, share, allowance),
        rateEwma: ewmaThreshold(ofRate.ewma, share),
        fanOutCusum: cusumThreshold(ofFanOut.cusum, share, allowance),
        fanOutEwma: ewmaThreshold(ofFanOut.ewma, share),
        rare: likelihoodThreshold(bins, share),
      },
    }
  }

  /** By role class, over all bins of all its agents, empty ones included. */
  private baselines(
    agents: readonly Watched[],
    bins: number,
    feature: Feature,
  ): ReadonlyMap<string, Baseline> {
    const counts = new Map<string, Map<number, number>>()
    for (const { agent, history } of agents) {
      const role = roleClassOf(this.directory, agent)
      const ofRole = counts.get(role) ?? new Map<number, number>()
      counts.set(role, ofRole)
      ofRole.set(0, (ofRole.get(0) ?? 0) + bins - history.length)
      for (const bin of history) ofRole.set(bin[feature], (ofRole.get(bin[feature]) ?? 0) + 1)
    }
    return new Map([...counts].map(([role, ofRole]) => [role, baselineOf(ofRole)]))
  }

  /**
   * The largest value of each agent's statistics in the warm-up. As many bins later the same agent
   * exceeds the order statistic of these as often as any of its like did.
   */
  private maxima(
    agents: readonly Watched[],
    baselines: ReadonlyMap<string, Baseline>,
    feature: Feature,
  ): { readonly cusum: number[]; readonly ewma: number[] } {
    const cusum: number[] = []
    const ewma: number[] = []
    for (const watched of agents) {
      const shift = new Shift(this.usualOf(watched.agent, baselines), this.parameters)
      let highest = { cusum: 0, ewma: 0 }
      let next = 0
      for (const bin of watched.history) {
        shift.skip(bin.index - next)
        const score = shift.peek(bin[feature])
        highest = {
          cusum: Math.max(highest.cusum, score.cusum),
          ewma: Math.max(highest.ewma, score.ewma),
        }
        shift.close(bin[feature])
        next = bin.index + 1
      }
      cusum.push(highest.cusum)
      ewma.push(highest.ewma)
    }
    return { cusum, ewma }
  }

  private trendOf(agent: AgentId, training: Training): Trend {
    const { rates, fanOuts, noveltyRate, reportRate } = training
    const { rareFactor } = this.parameters
    return {
      rate: new Shift(this.usualOf(agent, rates), this.parameters),
      fanOut: new Shift(this.usualOf(agent, fanOuts), this.parameters),
      novelty: new RareEvents(noveltyRate, rareFactor),
      reports: new RareEvents(reportRate, rareFactor),
    }
  }

  /** The usual of the agent's class; own counts would be too few to tell luck from habit. */
  private usualOf(agent: AgentId, baselines: ReadonlyMap<string, Baseline>): Baseline {
    return baselines.get(roleClassOf(this.directory, agent)) ?? baselineOf(new Map())
  }
}
