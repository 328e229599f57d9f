import { expect, test } from 'vitest'
import { parseWorkload } from './load.ts'

const KNOWN = { known: { asksPeople: (profile: string) => profile === 'hitl' } }
const load = (text: string) => parseWorkload(text, 'w.yaml', KNOWN)
const digestOf = (text: string): string => load(text).digest

test('what a file leaves out is not in the workload, and its digest stays', () => {
  const { workload } = load('name: a\n')
  expect('audit' in workload).toBe(false)
  expect('approvals' in workload.people).toBe(false)
})

test('approvals take what the file says, and nothing else', () => {
  const text =
    'people:\n  approvals:\n    timeout: 2m\n    onTimeout: allow\n    decisionTtl: 30s\n'
  expect(load(text).workload.people.approvals).toEqual({
    timeoutUs: 120_000_000,
    onTimeout: 'allow',
    decisionTtlUs: 30_000_000,
  })
  expect(digestOf(text)).not.toBe(digestOf('name: a\n'))
})

test.each([
  ['audit:\n  durability: none\n', { durability: { fsync: 'none' } }],
  ['audit:\n  durability: each\n', { durability: { fsync: 'each' } }],
  [
    'audit:\n  durability: group\n',
    { durability: { fsync: 'group', records: 100, windowUs: 10_000 } },
  ],
  [
    'audit:\n  durability: group\n  groupRecords: 7\n  groupWindow: 2s\n  checkpointEvery: 5m\n',
    { durability: { fsync: 'group', records: 7, windowUs: 2_000_000 }, checkpointUs: 300_000_000 },
  ],
])('%j is kept as it says', (text, audit) => {
  expect(load(text).workload.audit).toEqual(audit)
})

test.each([
  [
    'people:\n  reviewers: 0\nmeasure:\n  profiles: [governed, hitl]\n',
    'w.yaml:2:14',
    'profile "hitl" holds actions until a person has decided, and there are no reviewers',
  ],
  ['people:\n  approvals:\n    decisionTtl: 0s\n', 'w.yaml:3:18', 'must be above 0'],
  ['people:\n  approvals:\n    timeout: -1m\n', 'w.yaml:3:14', '-1m'],
  ['people:\n  approvals:\n    onTimeout: maybe\n', 'w.yaml:3:16', 'deny'],
  ['people:\n  approvals:\n    ttl: 5m\n', 'w.yaml:3:5', 'ttl'],
  ['audit:\n  durability: always\n', 'w.yaml:2:15', 'group'],
  ['audit:\n  groupRecords: 10\n', 'w.yaml:2:17', 'nothing is grouped'],
  ['audit:\n  durability: group\n  groupRecords: 0\n', 'w.yaml:3:17', 'at least 1'],
  ['audit:\n  checkpointEvery: 0s\n', 'w.yaml:2:20', 'must be above 0'],
])('%j is an error that says where', (text, where, message) => {
  const problem = expect.objectContaining({ where, message: expect.stringContaining(message) })
  expect(() => load(text)).toThrow(
    expect.objectContaining({ problems: expect.arrayContaining([problem]) }),
  )
})

test('no reviewers are needed where nothing waits for a person', () => {
  expect(load('people:\n  reviewers: 0\n').workload.people.reviewers).toBe(0)
})
