import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { loadWorkload } from './load.ts'
import { MAX_POLICY_BYTES } from './policy-section.ts'

const PERMIT = 'permit (principal, action, resource);\n'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'muster-policy-section-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

function write(name: string, content: string | Uint8Array): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

/** A workload file that names a policy file. */
const naming = (file: string): string => write('w.yaml', `name: x\npolicy:\n  file: ${file}\n`)

test('a policy file is found from the workload file, and its text is in the workload', () => {
  mkdirSync(join(folder, 'rules'))
  write('rules/mine.cedar', PERMIT)
  expect(loadWorkload(naming('rules/mine.cedar')).workload.policy).toEqual({
    file: 'rules/mine.cedar',
    text: PERMIT,
  })
})

test('the digest follows the text of the policy and not its name', () => {
  const digest = (name: string, text: string): string => {
    write(name, text)
    return loadWorkload(naming(name)).digest
  }
  const first = digest('a.cedar', PERMIT)
  expect(digest('b.cedar', PERMIT)).toBe(first)
  expect(digest('a.cedar', `${PERMIT} `)).not.toBe(first)
  const without = loadWorkload(write('none.yaml', 'name: x\n'))
  expect(without.workload).not.toHaveProperty('policy')
  expect(new Set([first, digest('a.cedar', ''), without.digest]).size).toBe(3)
})

test.each([
  ['missing.cedar', undefined, 'does not exist'],
  ['latin.cedar', Buffer.from('// caf\xe9\n', 'latin1'), 'is not UTF-8'],
  ['big.cedar', ' '.repeat(MAX_POLICY_BYTES + 1), `has ${MAX_POLICY_BYTES + 1} bytes`],
  ['.', undefined, 'is not a regular file'],
])('%s is refused at its place in the workload', (name, content, why) => {
  if (content !== undefined) write(name, content)
  const path = naming(name)
  expect(() => loadWorkload(path)).toThrow(
    expect.objectContaining({
      code: 'WORKLOAD_INVALID',
      where: `${path}:3:9`,
      message: expect.stringContaining(`the policy file ${name} ${why}`) as string,
      hint: expect.any(String) as string,
    }),
  )
})
