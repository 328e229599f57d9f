import { describe, expect, test } from 'vitest'
import { parseWorkload } from './load.ts'
import { WorkloadError } from './workload-error.ts'

/** Finds the word "bad" in an objective. */
const known = {
  objectiveFault: (objective: string) => {
    const offset = objective.indexOf('bad')
    return offset < 0 ? undefined : { message: 'is bad', hint: 'be good', offset, length: 3 }
  },
}

function whereOf(text: string): string {
  try {
    parseWorkload(text, 'w.yaml', { known })
  } catch (error) {
    if (error instanceof WorkloadError) return String(error.where)
    throw error
  }
  return 'nowhere'
}

describe('a fault in an objective', () => {
  test.each([
    ['objectives:\n  - a bad one\n', '2:7'],
    ['objectives:\n  - "a bad one"\n', '2:8'],
    ["objectives:\n  - 'a bad one'\n", '2:8'],
    ['objectives: [fine, a bad one]\n', '1:22'],
    // What is not written letter by letter is shown as a whole.
    ['objectives:\n  - "a\\u0020bad one"\n', '2:5'],
    ["objectives:\n  - 'it''s a bad one'\n", '2:5'],
    ['objectives:\n  - >\n    a bad one\n', '2:5'],
    ['objectives:\n  - &x a bad one\n', '2:10'],
  ])('%j is shown at %s', (text, place) => {
    expect(whereOf(text)).toBe(`w.yaml:${place}`)
  })

  test('is one that is listed twice', () => {
    expect(whereOf('objectives:\n  - fine\n  - fine\n')).toBe('w.yaml:3:5')
  })

  test('is a number', () => {
    expect(whereOf('objectives:\n  - 3\n')).toBe('w.yaml:2:5')
  })
})

test('objectives leave the digest as it is, and an empty list is none', () => {
  const plain = parseWorkload('name: w\n', 'w.yaml')
  expect(parseWorkload('name: w\nobjectives: [a < 1]\n', 'w.yaml').digest).toBe(plain.digest)
  expect(parseWorkload('name: w\nobjectives: []\n', 'w.yaml').workload).toEqual(plain.workload)
})
