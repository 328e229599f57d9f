import { createRequire } from 'node:module'
import { expect, it } from 'vitest'
import { ships } from './ships.ts'

it('names the versions that are installed', () => {
  const require = createRequire(import.meta.url)
  const version = (name: string): string =>
    (require(`${name}/package.json`) as { readonly version: string }).version
  const named = Object.values(ships).flatMap(({ source }) =>
    [...source.matchAll(/(@?[a-z]+(?:\/[a-z]+)?) (\d+\.\d+\.\d+)/g)].map(
      ([, name = '', stated = '']) => [
        name === 'langgraph' ? '@langchain/langgraph' : name,
        stated,
      ],
    ),
  )
  expect(named.length).toBeGreaterThan(10)
  for (const [name = '', stated] of named) expect(stated).toBe(version(name))
})
