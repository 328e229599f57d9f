import { expect, test } from 'vitest'
import { privateKeyOf } from '../../key-material.ts'
import type { AuditDisk } from '../disk.ts'
import { EMPTY_ROOT } from '../merkle/hashing.ts'
import { CheckpointFile } from './checkpoint-file.ts'
import {
  cellOfOrigin,
  formatCheckpoint,
  originOf,
  parseCheckpoint,
  splitNotes,
} from './checkpoint.ts'
import {
  createSigner,
  formatVerifierKey,
  isSignedBy,
  parseNote,
  parseVerifierKey,
  signatureLine,
  signNote,
  type Note,
  type VerifierKey,
} from './note.ts'

/** The example of golang.org/x/mod/sumdb/note. Ed25519 gives the same signature every time. */
const PETER = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW'
const PETERS_SEED = Buffer.from('gQoUAtUUbI2E8kQzMPVAgOv5juF9nHT2JS/F1ccoMXM=', 'base64')
const PETERS_TEXT =
  'If you think cryptography is the answer to your problem,\n' +
  "then you don't know what your problem is.\n"
const PETERS_NOTE = `${PETERS_TEXT}
\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=
`

/** A checkpoint of a public log, and the key of one of its witnesses. */
const PUBLIC = `coachandhorses2026h1.staging.certificate.transparency.goog
185550722
YXAM0VmnrfvLaBCOOYSJhCaE5F10oGBOo+hkbDa1kng=

\u2014 coachandhorses2026h1.staging.certificate.transparency.goog MpXgsHy8ZwxXnO+WjtVrPxAzL49Rs1gWTkNVNeEa//5peAzaocRCB3qt3EaibjzY5GILLtGgBP7dBhgcSHy+JQh0OAc=
\u2014 witness.navigli.sunlight.geomys.org o+AP4gAAAABqb7DzNrGFRJnQ9vrJ8xpnwZytnr/ZYczDIsvwvouiSjwOjn7a72ccxBk+lKnZ7dKqkYKER1s/KxLTaVwQD7lJZTC/CQ==
`
const NAVIGLI =
  'witness.navigli.sunlight.geomys.org+a3e00fe2+BNy/co4C1Hn1p+INwJrfUlgz7W55dSZReusH/GhUhJ/G'

const OWN = { origin: originOf(42, 3), size: 7, root: EMPTY_ROOT }
const key = (line: string): VerifierKey => parseVerifierKey(line) as VerifierKey
const note = (text: string): Note => parseNote(text) as Note

test('a published note is reproduced to the byte', () => {
  const signer = createSigner(
    'PeterNeumann',
    'log',
    privateKeyOf('Ed25519', PETERS_SEED.toString('hex')),
  )
  expect(formatVerifierKey(signer.verifier)).toBe(PETER)
  expect(signNote(PETERS_TEXT, signer)).toBe(PETERS_NOTE)
  expect(isSignedBy(note(PETERS_NOTE), key(PETER))).toBe(true)
})

test('a checkpoint of a public log is read, and its witness’s signature holds', () => {
  const checkpoint = parseCheckpoint(PUBLIC)
  expect(checkpoint).toMatchObject({
    origin: 'coachandhorses2026h1.staging.certificate.transparency.goog',
    size: 185_550_722,
  })
  expect(checkpoint && isSignedBy(checkpoint.note, key(NAVIGLI))).toBe(true)
  const changed = PUBLIC.replace('185550722', '185550723')
  expect(isSignedBy(note(changed), key(NAVIGLI))).toBe(false)
})

test('what one key signed, another of the same name does not confirm', () => {
  const [mine, other] = [createSigner('log', 'log'), createSigner('log', 'log')]
  const signed = note(signNote(formatCheckpoint(OWN), mine))
  expect(isSignedBy(signed, mine.verifier)).toBe(true)
  expect(isSignedBy(signed, other.verifier)).toBe(false)
  // Not even if the id is made to match.
  expect(isSignedBy(signed, { ...other.verifier, id: mine.verifier.id })).toBe(false)
})

test('a witness’s signature covers its time, and does not pass for a log’s', () => {
  const witness = createSigner('witness', 'witness')
  const text = formatCheckpoint(OWN)
  const signed = note(`${text}\n${signatureLine(text, witness, 1_700_000_000)}`)
  expect(isSignedBy(signed, witness.verifier)).toBe(true)
  const late = Buffer.from(signed.signatures[0]?.bytes ?? [])
  late.writeBigUInt64BE(1_800_000_000n)
  const moved = { ...signed, signatures: [{ ...witness.verifier, bytes: late }] }
  expect(isSignedBy(moved, witness.verifier)).toBe(false)
  expect(isSignedBy(signed, { ...witness.verifier, type: 'log' })).toBe(false)
})

test('a checkpoint comes back as it was written', () => {
  const text = signNote(formatCheckpoint(OWN), createSigner('log', 'log'))
  expect(parseCheckpoint(text)).toMatchObject(OWN)
  expect(cellOfOrigin(OWN.origin)).toBe(3)
  expect(cellOfOrigin('elsewhere/cell-3')).toBeUndefined()
})

test('no part of a checkpoint is taken for a whole one', () => {
  const text = signNote(formatCheckpoint(OWN), createSigner('log', 'log'))
  for (let end = 0; end < text.length; end++) {
    expect(parseCheckpoint(text.slice(0, end))).toBeUndefined()
  }
})

test.each([
  ['a size with a leading nought', `o\n07\n${EMPTY_ROOT.toString('base64')}\n`],
  ['a size past the whole numbers', `o\n9999999999999999\n${EMPTY_ROOT.toString('base64')}\n`],
  ['a short root', 'o\n7\nAAAA\n'],
  ['no origin', `\n7\n${EMPTY_ROOT.toString('base64')}\n`],
])('%s is no checkpoint', (_, text) => {
  expect(parseCheckpoint(signNote(text, createSigner('log', 'log')))).toBeUndefined()
})

test.each([
  ['another id', PETER.replace('c74f20a3', 'c74f20a4')],
  ['another name', PETER.replace('Peter', 'Petra')],
  ['an unknown type', 'PeterNeumann+c74f20a3+AhpcZQcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW'],
  ['no key', 'PeterNeumann+c74f20a3+AQ=='],
  ['text', 'hello'],
])('a verifier key with %s is refused', (_, line) => {
  expect(parseVerifierKey(line)).toBeUndefined()
})

test('a file of notes is split into them, the cut-off last one too', () => {
  const notes = [PETERS_NOTE, PUBLIC, PETERS_NOTE.slice(0, 100)]
  expect(splitNotes(notes.join(''))).toEqual(notes)
  expect(splitNotes('')).toEqual([])
})

test('a checkpoint that could not be written is not kept, nor is any after it', () => {
  let isFull = false
  const written: string[] = []
  const disk: AuditDisk = {
    open: () => 0,
    write: (_file, text) => {
      if (isFull) throw new Error('disk full')
      written.push(text)
    },
    sync: () => {},
    syncName: () => {},
    close: () => {},
  }
  const shown: string[] = []
  const witness = { agrees: true, show: (text: string) => void shown.push(text) }
  const file = new CheckpointFile('x.log', { disk, witness })
  const head = { ...OWN, provesFrom: () => [] }
  expect(file.keep(head)).toBe(true)
  isFull = true
  expect(file.keep(head)).toBe(false)
  isFull = false
  expect(file.keep(head)).toBe(false)
  expect(shown).toEqual(written.slice(1))
})
