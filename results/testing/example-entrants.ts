/** The entrants of the synthetic run: invented traits, and what an entrant's record says. */
import type { ControlLevelsRecord } from '../control-levels.ts'
import type { EntrantRecord } from '../record.ts'

/** Invented traits; the order in which architectures come out is arbitrary. */
export interface ExampleTraits {
  readonly architecture: string
  readonly topology: string
  readonly cpuUsPerTask: number
  readonly medianLatencyS: number
  readonly modelCalls: number
  readonly envelopes: number
  readonly idleBytesPerAgent: number
}

export const EXAMPLE_ARCHITECTURES: readonly ExampleTraits[] = [
  {
    architecture: 'langchain',
    topology: 'subagents',
    cpuUsPerTask: 9_000,
    medianLatencyS: 31,
    modelCalls: 11,
    envelopes: 8,
    idleBytesPerAgent: 2_900,
  },
  {
    architecture: 'crewai',
    topology: 'sequential',
    cpuUsPerTask: 210,
    medianLatencyS: 24,
    modelCalls: 7,
    envelopes: 5,
    idleBytesPerAgent: 510,
  },
  {
    architecture: 'autogen',
    topology: 'round-robin',
    cpuUsPerTask: 420,
    medianLatencyS: 28,
    modelCalls: 8,
    envelopes: 40,
    idleBytesPerAgent: 900,
  },
  {
    architecture: 'mesh',
    topology: 'direct',
    cpuUsPerTask: 95,
    medianLatencyS: 19,
    modelCalls: 6,
    envelopes: 9,
    idleBytesPerAgent: 340,
  },
]

export const EXAMPLE_PROFILES = ['as-shipped', 'governed']

export const EXAMPLE_BARE: ControlLevelsRecord = {
  auth: 'A0',
  policy: 'P0',
  audit: 'L0',
  sandbox: 'S0',
  approvals: 'H0',
  detection: 'D0',
  containment: 'C0',
  limits: 'R0',
}

export const EXAMPLE_GOVERNED: ControlLevelsRecord = {
  ...EXAMPLE_BARE,
  auth: 'A2',
  policy: 'P1',
  audit: 'L2',
  detection: 'D1',
  containment: 'C1',
}

/** What an architecture is run with under a profile. */
export function controlsOf(profile: string, architecture: string): ControlLevelsRecord {
  if (profile === 'governed') return EXAMPLE_GOVERNED
  return architecture === 'mesh' ? { ...EXAMPLE_GOVERNED, audit: 'L1' } : EXAMPLE_BARE
}

/** All entrants, as a manifest lists them. */
export function exampleEntrants(): EntrantRecord[] {
  return EXAMPLE_ARCHITECTURES.flatMap((traits) =>
    EXAMPLE_PROFILES.map((profile) => entrantRecord(traits, profile)),
  )
}

function entrantRecord(traits: ExampleTraits, profile: string): EntrantRecord {
  return {
    entrant: `${traits.architecture}@${profile}`,
    architecture: traits.architecture,
    topology: traits.topology,
    profile,
    controls: controlsOf(profile, traits.architecture),
    facts: {
      title: `${traits.architecture} (synthetic)`,
      style: traits.architecture === 'langchain' ? 'real packages' : 'execution model',
      version: '0.0.0',
      changedDefaults: ['recursion limit 25 → 60 (synthetic)'],
      doesNotDo: ['persistence (synthetic)'],
      controlPoint: 'tool hook (synthetic)',
      ships: [
        {
          topic: 'tool authorisation',
          state: 'offered',
          what: 'a hook around every call, which may refuse it (synthetic)',
          source: 'package 0.0.0, a/long/path/to/the/file/that/says/so/hooks.py',
        },
        { topic: 'sandbox', state: 'not found', what: 'none (synthetic)', source: 'package 0.0.0' },
      ],
    },
  }
}
