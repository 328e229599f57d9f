/** The part of the probe that a run makes after its trials: what authentication costs here. */
import type { AuthProbeRecord } from '../../results/auth-probe-record.ts'
import type { Quartiles } from '../../results/stats/shares.ts'
import { AUTH_LEVELS } from '../controls/levels.ts'
import { hostTimestamp } from '../kernel/host-clock.ts'
import { memoryLimitBytes } from '../plan/capacity.ts'
import { latencyProfile } from '../world/model-profiles.ts'
import { authCases, breakEvensOf, warm } from './auth-cases.ts'
import { quartilesUs } from './break-even.ts'
import { modelCallMs, OUTPUT_TOKENS } from './denominators.ts'
import { captureEnvironment } from './environment.ts'
import { enrolmentCase, makesHandshakes } from './guard-cases.ts'
import { timeInTurns, type Timing, type TimingPlan } from './timed-case.ts'

/** Enough that keys are not hot, few enough that making them takes a second. */
const AGENTS = 500
const TIMING: TimingPlan = { rounds: 3, roundMs: 40 }
const ENROLMENT = 'enrolment of an agent'

/** Measures for some three seconds on this thread, with the workload's model as denominator. */
export function runAuthProbe(
  modelProfile: string,
  { agents = AGENTS, timing = TIMING }: { agents?: number; timing?: TimingPlan } = {},
): AuthProbeRecord {
  const at = hostTimestamp()
  const environment = captureEnvironment(memoryLimitBytes())
  const cases = [
    enrolmentCase(ENROLMENT),
    ...AUTH_LEVELS.flatMap((level) => authCases(level, agents).map(({ timed }) => timed)),
  ]
  const timings = timeInTurns(cases, timing, () => {})
  const timingOf = new Map(cases.map(({ name }, nth) => [name, timings[nth] as Timing]))
  const costUs = (name: string): Quartiles => quartilesUs(timingOf.get(name) as Timing)
  const profile = latencyProfile(modelProfile)
  return {
    at,
    environment,
    agents,
    ...timing,
    levels: AUTH_LEVELS.map((level) => ({ level, messageUs: costUs(warm(level)) })),
    breakEven: AUTH_LEVELS.filter(makesHandshakes).flatMap((level) => breakEvensOf(level, costUs)),
    enrolmentUs: costUs(ENROLMENT),
    model: {
      profile: profile.name,
      callMs: modelCallMs(profile, OUTPUT_TOKENS),
      outputTokens: OUTPUT_TOKENS,
    },
  }
}
