/**
 * Named latency profiles of the simulated model, each with its source. A call takes
 * `ttft + outputTokens × tpot`; the time to first token grows with the prompt.
 */
import { MusterError } from '../kernel/errors.ts'

export interface LatencyProfile {
  readonly name: string
  readonly source: string
  /** Median time to first token at `referencePromptTokens`, in ms, and sigma of its log-normal. */
  readonly ttftMedianMs: number
  readonly ttftSigma: number
  readonly referencePromptTokens: number
  /** Share of that median which is proportional to the prompt's length (prefill). */
  readonly prefillShare: number
  /** Median time for each output token, in ms, and sigma of its log-normal. */
  readonly tpotMedianMs: number
  readonly tpotSigma: number
}

const PREFILL =
  'The share of the first-token time that grows with the prompt (one half) is an assumption.'

export const LATENCY_PROFILES: readonly LatencyProfile[] = [
  {
    name: 'llama-2-70b-2023',
    source:
      'ray-project/llmperf-leaderboard, Dec 2023, Llama-2-70B, 550 tokens in, a mid-table provider: ' +
      'TTFT p50/p95/p99 0.39/0.54/0.69 s; output rate 43 tokens/s, the geometric middle of the ' +
      `published 10–185. ${PREFILL}`,
    ttftMedianMs: 390,
    ttftSigma: 0.22,
    referencePromptTokens: 550,
    prefillShare: 0.5,
    tpotMedianMs: 23.3,
    tpotSigma: 0.15,
  },
  {
    name: 'llama-2-70b-2023-heavy-tail',
    source:
      'ray-project/llmperf-leaderboard, Dec 2023, the heavy-tailed provider: TTFT p50/p95/p99 ' +
      `1.19/24.2/63.6 s; output rate 10 tokens/s. ${PREFILL}`,
    ttftMedianMs: 1190,
    ttftSigma: 1.77,
    referencePromptTokens: 550,
    prefillShare: 0.5,
    tpotMedianMs: 100,
    tpotSigma: 0.15,
  },
  {
    name: 'mlperf-llama-3.1-8b-interactive',
    source:
      'mlcommons/inference mlperf.conf: the p99 limits TTFT 500 ms and TPOT 30 ms of Llama-3.1-8B ' +
      `interactive, met exactly at p99 with sigma 0.3 and 0.1 (assumed). ${PREFILL}`,
    ttftMedianMs: 249,
    ttftSigma: 0.3,
    referencePromptTokens: 550,
    prefillShare: 0.5,
    tpotMedianMs: 23.8,
    tpotSigma: 0.1,
  },
  {
    name: 'mlperf-llama-3.1-405b-server',
    source:
      'mlcommons/inference mlperf.conf: the p99 limits TTFT 6,000 ms and TPOT 175 ms of ' +
      `Llama-3.1-405B server, met exactly at p99 with sigma 0.3 and 0.1 (assumed). ${PREFILL}`,
    ttftMedianMs: 2986,
    ttftSigma: 0.3,
    referencePromptTokens: 550,
    prefillShare: 0.5,
    tpotMedianMs: 138.7,
    tpotSigma: 0.1,
  },
  {
    name: 'instant',
    source: 'No latency at all: for closed-loop throughput and for tests.',
    ttftMedianMs: 0,
    ttftSigma: 0,
    referencePromptTokens: 550,
    prefillShare: 0,
    tpotMedianMs: 0,
    tpotSigma: 0,
  },
]

/** Finds a profile by name. Throws WORKLOAD_INVALID with the known names. */
export function latencyProfile(name: string): LatencyProfile {
  const profile = LATENCY_PROFILES.find((candidate) => candidate.name === name)
  if (profile !== undefined) return profile
  throw new MusterError('WORKLOAD_INVALID', `model profile "${name}" is not known`, {
    where: 'model.profile',
    hint: `one of: ${LATENCY_PROFILES.map((known) => known.name).join(', ')}`,
  })
}
