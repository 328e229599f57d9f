import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import type { RunManifest } from '../../results/record.ts'
import { exampleRun } from '../../results/testing/example-run.ts'
import { renderDashboard } from '../publish.ts'
import { renderPolicy } from './policy.ts'

const { manifest, trials } = exampleRun()

function having(policy: unknown): RunManifest {
  return { ...manifest, workload: { ...manifest.workload, resolved: { name: 'x', policy } } }
}

test('a workload without a policy file has nothing to show, whatever its shape', () => {
  expect(renderPolicy(manifest)).toBeUndefined()
  for (const policy of [null, 'text', { file: 'a' }, { file: 1, text: 'b' }]) {
    expect(renderPolicy(having(policy))).toBeUndefined()
  }
  const broken = { ...manifest, workload: { ...manifest.workload, resolved: null } }
  expect(renderPolicy(broken)).toBeUndefined()
})

test('the file is shown with its text, its digest, and who was decided by it', () => {
  const text = 'permit (principal, action, resource);\n'
  const [first, ...others] = manifest.entrants
  if (first === undefined) throw new Error('unreachable')
  const entrants = [{ ...first, controls: { ...first.controls, policy: 'P2' } }, ...others]
  const markup = renderPolicy({ ...having({ file: 'mine.cedar', text }), entrants })?.markup
  expect(markup).toContain('<code>mine.cedar</code>')
  expect(markup).toContain(createHash('sha256').update(text).digest('hex'))
  expect(markup).toContain(text)
  expect(markup).toContain(`and decided for ${first.entrant}.`)
})

test('a policy that decided nothing, and an empty one, say so', () => {
  const markup = renderPolicy(having({ file: 'mine.cedar', text: ' ' }))?.markup
  expect(markup).toContain('decided nothing in this run: no entrant has P2')
  expect(markup).toContain('so P2 denies everything')
})

test('a long one is folded away', () => {
  const text = '// a line\n'.repeat(40)
  expect(renderPolicy(having({ file: 'a', text }))?.markup).toContain('<summary>The policies')
})

test('its name and text run nothing in the page', async () => {
  const evil = '</code></pre><script>alert(1)</script><img src=x onerror=alert(1)> <!--'
  const page = await renderDashboard(having({ file: evil, text: evil }), trials)
  expect(page).toContain('&lt;/code&gt;&lt;/pre&gt;&lt;script&gt;alert(1)')
  expect(page.split('<script')).toHaveLength(2)
  expect(page).not.toContain('<img')
  expect(page).not.toContain('<!--')
})
