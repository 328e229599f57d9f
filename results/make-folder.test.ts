import { existsSync } from 'node:fs'
import { mkdtemp, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeFolder } from './make-folder.ts'

let dir = ''
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'muster-make-folder-'))
})
afterAll(() => rm(dir, { recursive: true, force: true }))

test('makes what is missing and tells the first that it made', async () => {
  expect(await makeFolder(join(dir, 'a', 'b', 'c'))).toBe(join(dir, 'a'))
  expect((await stat(join(dir, 'a', 'b', 'c'))).isDirectory()).toBe(true)
  expect(await makeFolder(join(dir, 'a', 'd'))).toBe(join(dir, 'a', 'd'))
})

test('makes nothing where all is there, also through a link', async () => {
  expect(await makeFolder(dir)).toBeUndefined()
  await symlink(dir, join(dir, 'link'))
  expect(await makeFolder(join(dir, 'link'))).toBeUndefined()
})

test('refuses a file in its place or above it', async () => {
  await writeFile(join(dir, 'file'), '')
  await expect(makeFolder(join(dir, 'file'))).rejects.toMatchObject({ code: 'EEXIST' })
  await expect(makeFolder(join(dir, 'file', 'x'))).rejects.toMatchObject({ code: 'ENOTDIR' })
})

test.skipIf(!existsSync('/proc/self'))('ends where a parent takes no children', async () => {
  await expect(makeFolder('/proc/nothing/below')).rejects.toMatchObject({ code: 'ENOENT' })
})

test('two at once agree', async () => {
  const made = await Promise.all([1, 2].map(() => makeFolder(join(dir, 'x', 'y', 'z'))))
  expect(made.filter((one) => one !== undefined).length).toBeGreaterThan(0)
  expect((await stat(join(dir, 'x', 'y', 'z'))).isDirectory()).toBe(true)
})
