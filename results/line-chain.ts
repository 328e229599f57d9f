/**
 * A hash chain over the lines of `cells.jsonl`: link = SHA-256(link before ‖ line ‖ line feed), from a
 * start that names the workload and the seed. Figures of the host's clock cannot be derived again, so
 * this is what holds them: whoever noted the head when the run ended (it is printed, and on the
 * dashboard) can tell any later change, even one that was made to every file of the folder.
 */
import { createHash } from 'node:crypto'
import type { RunManifest } from './record.ts'

/** Head of the chain in hex over whole lines, given without their line feeds. */
export function chainHead(
  manifest: Pick<RunManifest, 'workload' | 'seed'>,
  lines: Iterable<string>,
): string {
  let link = sha256(`muster/chain@1 ${manifest.workload.digest} ${manifest.seed}\n`)
  for (const line of lines) link = sha256(`${link}${line}\n`)
  return link
}

/** The whole lines of a file's text, without their line feeds; a last line that has none is left out. */
export function wholeLines(text: string): string[] {
  return text.split('\n').slice(0, -1)
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
