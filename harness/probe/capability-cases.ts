/** What capabilities (K1) cost: to mint a token, to pass it on, and to verify chains of some length. */
import { Authority } from '../controls/authority.ts'
import {
  AUTHORITY,
  type Capability,
  extend,
  verifyCapability,
} from '../controls/capabilities/token.ts'
import type { SigningKey, VerificationKey } from '../controls/primitives/primitives.ts'
import { MusterError } from '../kernel/errors.ts'
import { endless } from './shuffled.ts'
import { batched, type TimedCase } from './timed-case.ts'

const SEED = 7
const WORK = 7
const END_US = 1e12
/** Blocks of the chains that are verified. */
export const DEPTHS = [1, 2, 3, 4] as const

interface Holder {
  readonly agent: number
  readonly raw: string
  readonly publicKey: VerificationKey
  readonly signing: SigningKey
}

/** Each agent holds a token of its own; public keys are parsed before, as a guard keeps them. */
export function capabilityCases(agents: number): TimedCase[] {
  const authority = new Authority(SEED, () => 'agent', agents)
  const holders = Array.from({ length: agents }, (_, agent): Holder => {
    const { certificate, signing } = authority.credentialOf(agent)
    const raw = certificate.signingKey
    return { agent, raw, publicKey: authority.primitives.verificationKey(raw), signing }
  })
  const keys = new Map(holders.map(({ raw, publicKey }) => [raw, publicKey]))
  const keyOf = (raw: string): VerificationKey => keys.get(raw) as VerificationKey
  const at = (nth: number): Holder => holders[nth % agents] as Holder
  const mint = ({ agent, raw }: Holder): Capability => {
    const terms = { holders: [agent], keys: [raw], actions: ['lookup'], by: AUTHORITY } as const
    return extend(WORK, [], { ...terms, notAfter: END_US }, authority.signingKey)
  }
  const attenuate = (token: Capability, by: Holder, to: Holder): Capability => {
    const terms = {
      holders: [to.agent],
      keys: [to.raw],
      actions: ['lookup'],
      by: by.agent,
    } as const
    return extend(WORK, token.blocks, terms, by.signing)
  }
  const chain = (from: number, depth: number): Capability => {
    let token = mint(at(from))
    for (let n = 1; n < depth; n++) token = attenuate(token, at(from + n - 1), at(from + n))
    return token
  }
  const verify = (token: Capability): void => {
    if (verifyCapability(token, authority.verificationKey, keyOf, 0) === undefined) {
      throw new MusterError('INTERNAL', 'a measured capability is not good')
    }
  }
  const minted = holders.map((holder) => ({ holder, token: mint(holder) }))
  const next = endless(minted)
  const who = endless(holders)
  return [
    batched('capability: mint', () => void mint(who())),
    batched('capability: attenuate', () => {
      const { holder, token } = next()
      attenuate(token, holder, at(holder.agent + 1))
    }),
    ...DEPTHS.map((depth) => {
      const tokens = endless(holders.map(({ agent }) => chain(agent, depth)))
      return batched(`capability: verify ${depth} ${depth === 1 ? 'block' : 'blocks'}`, () =>
        verify(tokens()),
      )
    }),
  ]
}
