/** The policies that a run brought with it, as text: what its figures were measured under. */
import { createHash } from 'node:crypto'
import type { RunManifest } from '../../results/record.ts'
import { formatBytes, formatList } from '../format.ts'
import { html, type Html } from './html.ts'
import { levelAt } from './control-levels.ts'

/** A file of so many lines is folded away. */
const LONG = 24

/** Nothing for a run whose workload names no policy file. */
export function renderPolicy({ workload, entrants }: RunManifest): Html | undefined {
  const policy = policyOf(workload.resolved)
  if (policy === undefined) return undefined
  const { file, text } = policy
  const under = entrants.filter((one) => levelAt(one, 'policy') === 'P2').map((one) => one.entrant)
  const shown =
    text.trim() === ''
      ? html`<p>The file is empty, so P2 denies everything.</p>`
      : html`<pre
          tabindex="0"
          role="region"
          aria-label="Text of the policy"
        ><code>${text}</code></pre>`
  const bytes = Buffer.byteLength(text)
  return html`<h3 id="policy">Policy of the workload</h3>
    <p class="lede">
      From <code>${file}</code>, ${formatBytes(bytes)}, SHA-256
      <code>${createHash('sha256').update(text, 'utf8').digest('hex')}</code>. It stands in the
      place of P2’s own policies,
      ${under.length === 0 ? 'and decided nothing in this run: no entrant has P2' : `and decided for ${formatList(under)}`}.
    </p>
    ${
      text.split('\n').length > LONG
        ? html`<details>
            <summary>The policies</summary>
            ${shown}
          </details>`
        : shown
    } `
}

/** The resolved workload is kept as it was, so its shape is looked at and not believed. */
function policyOf(resolved: unknown): { readonly file: string; readonly text: string } | undefined {
  if (typeof resolved !== 'object' || resolved === null || !('policy' in resolved)) return undefined
  const { policy } = resolved
  if (typeof policy !== 'object' || policy === null) return undefined
  if (!('file' in policy) || !('text' in policy)) return undefined
  const { file, text } = policy
  return typeof file === 'string' && typeof text === 'string' ? { file, text } : undefined
}
