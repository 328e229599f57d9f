import { expect, test } from 'vitest'
import { TextDigest } from './text-digest.ts'

const digestOf = (text: string, provenance = {}): string => {
  const texts = new TextDigest()
  texts.begin(provenance)
  return texts.of(text)
}

test('a text that spells out the escaped form of another does not share its digest', () => {
  for (const provenance of [{}, { origin: 3, hopCount: 1 }]) {
    const broken = digestOf('\ud800', provenance)
    expect(digestOf('escaped:"\\ud800"', provenance)).not.toBe(broken)
    expect(digestOf('"\\ud800"', provenance)).not.toBe(broken)
    expect(digestOf('\ud801', provenance)).not.toBe(broken)
  }
})
