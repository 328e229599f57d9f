/**
 * Attenuated capabilities: a chain of Ed25519-signed blocks after the design of biscuit tokens
 * (doc.biscuitsec.org, "specifications"), in a format of its own; not a biscuit.
 *
 * As in a biscuit the first block is the authority's, every further block is signed by a key that the
 * block before names, its signature covers the one before, and a block can only narrow what the
 * blocks before allow. Unlike in a biscuit the key that a block names is its holder's enrolled key and
 * not a fresh one, so no secret travels and whoever copies a token cannot use it as its own.
 */
import type { Action } from '../../../adapters/contract.ts'
import type { AgentId, VirtualUs } from '../../kernel/units.ts'
import type { SigningKey, VerificationKey } from '../primitives/primitives.ts'

/** Plain data: it survives structured cloning. */
export interface Block {
  /** Who may use the token from here on. */
  readonly holders: readonly AgentId[]
  /** Their raw Ed25519 public keys (base64url), aligned with the holders. */
  readonly keys: readonly string[]
  /** What the holders may do. Absent: all that the blocks before allow. */
  readonly actions?: readonly Action[]
  /** Virtual time after which the token is refused. Absent: as the blocks before say. */
  readonly notAfter?: VirtualUs
  /** The holder of the block before that signed this one, or −1 for the authority. */
  readonly by: AgentId
  /** Ed25519 over `blockBytes`, base64url. */
  readonly signature: string
}

export interface Capability {
  /** The work that it was minted for, and no other. */
  readonly workId: number
  readonly blocks: readonly Block[]
}

/** What a chain that holds says. */
export interface Verified {
  /** Who started the work. */
  readonly initiator: AgentId
  readonly holders: readonly AgentId[]
  /** Who started the work, and everybody who passed the token on. */
  readonly parties: readonly AgentId[]
  /** The intersection of all blocks' actions. */
  readonly scope: ReadonlySet<Action>
  /** The same without the last block: what its signer may do. */
  readonly scopeBefore: ReadonlySet<Action>
  /** Who signed the last block, or −1. */
  readonly by: AgentId
  /** The earliest of all blocks' ends. */
  readonly notAfter: VirtualUs
}

/** `by` of the first block. */
export const AUTHORITY = -1
/** A longer chain is refused before any signature is checked. */
export const MAX_BLOCKS = 32

export type Terms = Omit<Block, 'signature'>

/** Appends a block. Whether `key` is that of a holder is for `verifyCapability` to say. */
export function extend(
  workId: number,
  before: readonly Block[],
  terms: Terms,
  key: SigningKey,
): Capability {
  const bytes = blockBytes(workId, before.at(-1)?.signature ?? '', terms)
  const block = { ...terms, signature: key.sign(bytes) }
  return { workId, blocks: [...before, block] }
}

/**
 * What the token allows at `now`, or undefined if any block is missing, out of order, expired or
 * signed by anybody but a holder of the block before. Never throws, whatever it is given.
 */
export function verifyCapability(
  token: Capability | undefined,
  authority: VerificationKey,
  keyOf: (raw: string) => VerificationKey,
  now: VirtualUs,
): Verified | undefined {
  if (!isCapability(token)) return undefined
  let before: Block | undefined
  let scope: ReadonlySet<Action> | undefined
  let scopeBefore: ReadonlySet<Action> = new Set()
  let notAfter = Number.POSITIVE_INFINITY
  const parties = new Set<AgentId>(token.blocks[0]?.holders)
  for (const block of token.blocks) {
    const key = signerOf(block, before, authority, keyOf)
    if (key === undefined) return undefined
    const bytes = blockBytes(token.workId, before?.signature ?? '', block)
    if (!key.verifies(bytes, block.signature)) return undefined
    // The authority's block says what there is to narrow; without it nothing is allowed.
    scopeBefore = scope ?? new Set()
    scope = intersect(scope, block.actions)
    notAfter = Math.min(notAfter, block.notAfter ?? notAfter)
    if (before !== undefined) parties.add(block.by)
    before = block
  }
  const initiator = token.blocks[0]?.holders[0]
  if (before === undefined || scope === undefined || initiator === undefined) return undefined
  if (!(now <= notAfter)) return undefined
  const { holders, by } = before
  return { initiator, holders, parties: [...parties], scope, scopeBefore, by, notAfter }
}

function signerOf(
  block: Block,
  before: Block | undefined,
  authority: VerificationKey,
  keyOf: (raw: string) => VerificationKey,
): VerificationKey | undefined {
  if (before === undefined) return block.by === AUTHORITY ? authority : undefined
  const raw = before.keys[before.holders.indexOf(block.by)]
  if (raw === undefined) return undefined
  try {
    return keyOf(raw)
  } catch {
    return undefined
  }
}

function intersect(
  scope: ReadonlySet<Action> | undefined,
  actions: readonly Action[] | undefined,
): ReadonlySet<Action> {
  if (scope === undefined) return new Set(actions)
  if (actions === undefined) return scope
  return new Set(actions.filter((action) => scope.has(action)))
}

/** JSON of fixed fields in a fixed order, with the signature of the block before. */
function blockBytes(workId: number, previous: string, terms: Terms): Buffer {
  const { by, holders, keys, actions, notAfter } = terms
  const fields = [workId, previous, by, holders, keys, actions ?? null, notAfter ?? null]
  return Buffer.from(JSON.stringify(['muster/1/capability', ...fields]))
}

function isCapability(token: Capability | undefined): token is Capability {
  return (
    typeof token === 'object' &&
    token !== null &&
    Number.isSafeInteger(token.workId) &&
    Array.isArray(token.blocks) &&
    token.blocks.length > 0 &&
    token.blocks.length <= MAX_BLOCKS &&
    token.blocks.every(isBlock)
  )
}

function isBlock(block: Block | null | undefined): boolean {
  return (
    typeof block === 'object' &&
    block !== null &&
    isListOf(block.holders, Number.isSafeInteger) &&
    isListOf(block.keys, isText) &&
    block.holders.length > 0 &&
    block.holders.length === block.keys.length &&
    (block.actions === undefined || isListOf(block.actions, isText)) &&
    (block.notAfter === undefined || Number.isSafeInteger(block.notAfter)) &&
    Number.isSafeInteger(block.by) &&
    isText(block.signature)
  )
}

function isListOf(value: unknown, is: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(is)
}

function isText(value: unknown): boolean {
  return typeof value === 'string'
}
