import { describe, expect, it } from 'vitest'
import { type Listed, Roll } from './roll.ts'

interface Named extends Listed {
  readonly name: string
}

const named = (name: string): Named => ({ name, place: -1 })

describe('a roll', () => {
  it('forgets what is removed and keeps the rest', () => {
    const roll = new Roll<Named>()
    const [a, b, c] = [named('a'), named('b'), named('c')]
    for (const entry of [a, b, c]) roll.add(entry)
    roll.remove(a)
    roll.remove(a)
    expect(roll.all().map(({ name }) => name)).toEqual(['c', 'b'])
    roll.remove(b)
    roll.remove(c)
    expect(roll.size).toBe(0)
  })

  it('lets entries go while it is walked', () => {
    const roll = new Roll<Named>()
    for (const name of ['a', 'b', 'c', 'd']) roll.add(named(name))
    const walked: string[] = []
    for (const entry of roll.all()) {
      walked.push(entry.name)
      roll.remove(entry)
    }
    expect(walked).toEqual(['a', 'b', 'c', 'd'])
    expect(roll.size).toBe(0)
  })
})
