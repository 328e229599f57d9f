import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { MusterError } from '../../kernel/errors.ts'
import { draft, TEST_DIRECTORY } from '../guard-fixture.ts'
import { CedarPolicy } from './cedar-policy.ts'
import { PolicyFile } from './policy-file.ts'
import { ORGANISATION_TEXT, unsealed } from './testing/policies.ts'

let folder = ''
let path = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'muster-policy-'))
  path = join(folder, 'other.cedar')
})

afterEach(() => rmSync(folder, { recursive: true }))

const PERMIT = 'permit (principal, action, resource);'
const FORBID = 'forbid (principal, action, resource);'

function faultOf(action: () => unknown): MusterError {
  try {
    action()
  } catch (error) {
    if (error instanceof MusterError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

test.each<[string, string, string, RegExp, RegExp]>([
  ['a missing parenthesis', `${PERMIT}\npermit (principal, action`, ':2:26', /line 2/, /./],
  ['an unknown word', `// é\n\n  ${PERMIT.slice(0, -1)} wehn { true };`, ':3:40', /wehn/, /`when`/],
  [
    'an unknown action',
    `${PERMIT}\npermit (principal, action == Action::"pots", resource);`,
    ':2:30',
    /Action::"pots"/,
    /"post"/,
  ],
  [
    'an unknown role',
    'permit (principal in Role::"boss", action, resource);',
    ':1:22',
    /boss/,
    /./,
  ],
  [
    'an unknown circumstance',
    `// ü\n${PERMIT.slice(0, -1)} when { context.hops > 1 };`,
    ':2:45',
    /hops/,
    /./,
  ],
  [
    'an origin that may be absent',
    `${PERMIT}\n${FORBID.slice(0, -1)} when { context.origin in Role::"member" };`,
    ':2:45',
    /origin/,
    /./,
  ],
  ['a template', 'permit (principal == ?principal, action, resource);', '', /template/, /./],
])('%s is refused by file, line and column', (_name, text, place, message, hint) => {
  writeFileSync(path, text)
  const error = faultOf(() => new PolicyFile(path))
  expect(error.code).toBe('POLICY_INVALID')
  expect(error.where).toBe(path + place)
  expect(error.message).toMatch(/^other\.cedar/)
  expect(error.message).toMatch(message)
  expect(error.hint).toMatch(hint)
})

test('a file that is missing or not UTF-8 is refused by its name', () => {
  expect(faultOf(() => new PolicyFile(path))).toMatchObject({
    code: 'POLICY_INVALID',
    where: path,
  })
  writeFileSync(path, Buffer.concat([Buffer.from(`${PERMIT}// `), Buffer.from([0xff])]))
  const error = faultOf(() => new PolicyFile(path))
  expect(error.where).toBe(path)
  expect(error.message).toMatch(/not UTF-8/)
})

test('a reload is in force from the next decision on', () => {
  writeFileSync(path, PERMIT)
  const source = new PolicyFile(path)
  const policy = new CedarPolicy(0, TEST_DIRECTORY, { source })
  const decide = (): boolean => policy.passes(unsealed(draft()), 2)
  expect(decide()).toBe(true)
  writeFileSync(path, FORBID)
  expect(decide()).toBe(true)
  source.reload()
  expect(decide()).toBe(false)
  writeFileSync(path, ORGANISATION_TEXT)
  source.reload()
  expect(decide()).toBe(true)
})

test('after a reload that failed nothing is allowed until one succeeds', () => {
  writeFileSync(path, PERMIT)
  const source = new PolicyFile(path)
  const policy = new CedarPolicy(0, TEST_DIRECTORY, { source })
  const decide = (): boolean => policy.passes(unsealed(draft()), 2)
  writeFileSync(path, 'permit')
  expect(() => source.reload()).toThrow(MusterError)
  expect(decide()).toBe(false)
  rmSync(path)
  expect(() => source.reload()).toThrow(MusterError)
  expect(decide()).toBe(false)
  writeFileSync(path, PERMIT)
  source.reload()
  expect(decide()).toBe(true)
})
