/**
 * Profiles: which controls are on, by name. A name may be followed by levels that differ from it, as
 * in `governed/A4/L3`, so that one switch can be compared with all else equal.
 */
import { MusterError } from '../kernel/errors.ts'
import { BARE, type ControlLevels, GOVERNED, MESH_AS_SHIPPED } from './levels.ts'

type Stage = keyof ControlLevels

/** Every level of every stage; the compiler misses none. */
const LEVELS: { readonly [S in Stage]: Readonly<Record<ControlLevels[S], true>> } = {
  auth: { A0: true, A1: true, A2: true, A3: true, A4: true },
  capabilities: { K0: true, K1: true },
  policy: { P0: true, P1: true, P2: true, P3: true },
  audit: { L0: true, L1: true, L2: true, L3: true },
  sandbox: { S0: true, S1: true, S2: true, S3: true },
  approvals: { H0: true, H1: true, H2: true },
  detection: { D0: true, D1: true, D2: true, D3: true },
  containment: { C0: true, C1: true, C2: true, C3: true },
  limits: { R0: true, R1: true },
  frames: { F0: true, F1: true },
  cryptography: { X0: true, X1: true },
}

const asShipped = (architecture: string): ControlLevels =>
  architecture === 'mesh' ? MESH_AS_SHIPPED : BARE

/**
 * The three frameworks ship no identity, policy, audit, detection or containment that is on by
 * default, so for them `as-shipped` is `bare`. `hitl` is the article's mesh with people in the loop:
 * the governed stack, and a person approves every cross-team request and every post. `agent-control`
 * is what is shipped, with a policy server in place of its policy: a server and not a sandbox, which
 * `agent-control-isolated` adds.
 */
const PRESETS: Readonly<Record<string, (architecture: string) => ControlLevels>> = {
  bare: () => BARE,
  'as-shipped': asShipped,
  governed: () => GOVERNED,
  hitl: () => ({ ...GOVERNED, approvals: 'H2' }),
  'agent-control': (architecture) => ({ ...asShipped(architecture), policy: 'P3' }),
  'agent-control-isolated': (architecture) => ({
    ...asShipped(architecture),
    policy: 'P3',
    sandbox: 'S1',
  }),
}

/** Names that a profile may start with. */
export const PROFILES: readonly string[] = Object.keys(PRESETS)

/**
 * The levels of a profile for an architecture. Throws ENTRANT_UNKNOWN, located at `where`, for a name or
 * level that does not exist.
 */
export function levelsOf(
  profile: string,
  architecture: string,
  where = 'measure.profiles',
): ControlLevels {
  const [name = '', ...changes] = profile.split('/')
  const preset = Object.hasOwn(PRESETS, name) ? PRESETS[name] : undefined
  if (preset === undefined) {
    throw new MusterError('ENTRANT_UNKNOWN', `profile "${name}" is not known`, {
      where,
      hint: `one of: ${PROFILES.join(', ')}; levels may follow, as in governed/A3`,
    })
  }
  return changes.reduce((levels, level) => withLevel(levels, level, where), preset(architecture))
}

function withLevel(levels: ControlLevels, level: string, where: string): ControlLevels {
  const stages = Object.keys(LEVELS) as Stage[]
  const stage = stages.find((one) => Object.hasOwn(LEVELS[one], level))
  if (stage === undefined) {
    const known = stages.flatMap((one) => Object.keys(LEVELS[one]))
    throw new MusterError('ENTRANT_UNKNOWN', `there is no level "${level}"`, {
      where,
      hint: `one of: ${known.join(', ')}`,
    })
  }
  return { ...levels, [stage]: level }
}
