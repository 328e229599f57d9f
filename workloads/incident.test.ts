import { describe, expect, it } from 'vitest'
import { parseWorkload } from './load.ts'

const file = (incident: string): string => `name: test\nincident:\n  ${incident}\n`
const parse = (incident: string) => parseWorkload(file(incident), 'test.yaml')

describe('the incident of a workload', () => {
  it('keeps its digest when defaults are written out', () => {
    const { digest } = parse('delay: 10m')
    expect(parse('hypothesis: policy-too-permissive').digest).toBe(digest)
    expect(parse('floodMessages: 6000').digest).toBe(digest)
    expect(parse('place: leaf').digest).toBe(digest)
  })

  it('resolves another cause, place and scenario', () => {
    expect(parse('hypothesis: human-relay').workload.incident?.hypothesis).toBe('human-relay')
    expect(parse('place: hub').workload.incident?.place).toBe('hub')
    const flood = parse('scenario: flood\n  floodMessages: 0').workload.incident
    expect(flood).toMatchObject({ scenario: 'flood', floodMessages: 0 })
  })

  it.each([
    ['place: attic', 'leaf'],
    ['hypothesis: bad-luck', 'human-relay'],
    ['scenario: earthquake', 'flood'],
    ['floodMessages: -1', 'floodMessages'],
  ])('refuses %s, located, and says what is known', (incident, known) => {
    expect(() => parse(incident)).toThrow(
      expect.objectContaining({
        where: expect.stringMatching(/^test\.yaml:3:/) as string,
      }) as Error,
    )
    expect(() => parse(incident)).toThrow(new RegExp(known))
  })
})
