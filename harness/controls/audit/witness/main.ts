/**
 * The witness's process: `main.js <folder> <key of the logs>`. Requests come on stdin and answers go
 * to stdout. In the folder it keeps `witness.pem` (its private key), `witness.key` (the key that checks
 * its signatures) and `witness.checkpoints` (all that it co-signed). It ends when stdin does.
 */
import { createPrivateKey } from 'node:crypto'
import {
  appendFileSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { parseCheckpoint, splitNotes } from '../checkpoint/checkpoint.ts'
import {
  createSigner,
  formatVerifierKey,
  parseVerifierKey,
  type NoteSigner,
} from '../checkpoint/note.ts'
import { byLine, formatAnswer, parseRequest } from './protocol.ts'
import { Witness } from './witness.ts'

const NAME = 'muster/witness'

function main(folder: string, logs: string): void {
  const logKey = parseVerifierKey(logs)
  if (logKey === undefined) throw new Error('the key of the logs is not a verifier key')
  const signer = signerOf(folder)
  const path = join(folder, 'witness.checkpoints')
  const seen = dropTorn(path)
  const file = openSync(path, 'a')
  const store = (note: string): void => {
    appendFileSync(file, note)
    fsyncSync(file)
  }
  const witness = new Witness({ signer, logKey, seen, store })
  const { stdin, stdout } = process
  stdout.write(formatAnswer({ kind: 'ready', key: formatVerifierKey(signer.verifier) }))
  const take = byLine((line) => {
    const request = parseRequest(line)
    stdout.write(
      formatAnswer(
        request === undefined ? { kind: 'refused', reason: 'malformed' } : witness.receive(request),
      ),
    )
  })
  stdin.setEncoding('utf8').on('data', take)
}

function signerOf(folder: string): NoteSigner {
  const path = join(folder, 'witness.pem')
  if (existsSync(path)) {
    return createSigner(NAME, 'witness', createPrivateKey(readFileSync(path)))
  }
  const signer = createSigner(NAME, 'witness')
  const pem = signer.privateKey.export({ type: 'pkcs8', format: 'pem' })
  writeFileSync(path, pem, { mode: 0o600, flag: 'wx' })
  writeFileSync(join(folder, 'witness.key'), `${formatVerifierKey(signer.verifier)}\n`)
  return signer
}

/** A note that a crash cut off was never given away: signatures leave only after they are stored. */
function dropTorn(path: string): string {
  const text = existsSync(path) ? readFileSync(path, 'utf8') : ''
  const last = splitNotes(text).at(-1)
  if (last === undefined || parseCheckpoint(last) !== undefined) return text
  const whole = text.slice(0, text.length - last.length)
  truncateSync(path, Buffer.byteLength(whole))
  return whole
}

const [folder, logs] = process.argv.slice(2)
if (folder === undefined || logs === undefined) {
  throw new Error('usage: main.js <folder> <key of the logs>')
}
main(folder, logs)
