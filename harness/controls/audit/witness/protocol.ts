/** What log and witness say to each other over a pipe: one JSON document a line, answers in order. */
import { fromBase64 } from '../checkpoint/note.ts'
import type { WitnessAnswer, WitnessRequest } from './witness.ts'

/** The witness's first line: the key that checks its signatures. */
export interface WitnessGreeting {
  readonly kind: 'ready'
  readonly key: string
}

/** One line, its line end included. */
export function formatRequest({ note, oldSize, proof }: WitnessRequest): string {
  const hashes = proof.map((hash) => hash.toString('base64'))
  return `${JSON.stringify({ note, oldSize, proof: hashes })}\n`
}

/** Undefined for anything that is not a request. */
export function parseRequest(line: string): WitnessRequest | undefined {
  const document = parseObject(line)
  const { note, oldSize, proof } = document ?? {}
  if (typeof note !== 'string' || typeof oldSize !== 'number' || !Array.isArray(proof)) return
  const hashes = proof.map((hash: unknown) =>
    typeof hash === 'string' ? fromBase64(hash) : undefined,
  )
  return hashes.every((hash) => hash !== undefined) ? { note, oldSize, proof: hashes } : undefined
}

/** One line, its line end included. */
export function formatAnswer(answer: WitnessAnswer | WitnessGreeting): string {
  return `${JSON.stringify(answer)}\n`
}

/** What the witness, which this process started, has said. Undefined for anything else. */
export function parseAnswer(line: string): WitnessAnswer | WitnessGreeting | undefined {
  const kind = parseObject(line)?.['kind']
  if (kind !== 'ready' && kind !== 'cosigned' && kind !== 'conflict' && kind !== 'refused') return
  return JSON.parse(line) as WitnessAnswer | WitnessGreeting
}

/** Takes pieces of a stream and gives whole lines on, without their line ends. */
export function byLine(take: (line: string) => void): (piece: string) => void {
  let rest = ''
  return (piece) => {
    const lines = (rest + piece).split('\n')
    rest = lines.pop() as string
    for (const line of lines) take(line)
  }
}

function parseObject(line: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value = JSON.parse(line) as unknown
    return typeof value === 'object' && value !== null
      ? (value as Record<string, unknown>)
      : undefined
  } catch {
    return undefined
  }
}
