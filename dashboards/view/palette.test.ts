import { expect, test } from 'vitest'
import { exampleRun } from '../../results/testing/example-run.ts'
import type { EntrantRecord } from '../../results/record.ts'
import { paletteOf } from './palette.ts'

const [template] = exampleRun().manifest.entrants as [EntrantRecord]

function entrants(...names: string[]): EntrantRecord[] {
  return names.map((entrant) => ({
    ...template,
    entrant,
    architecture: entrant.split(/[:@]/)[0] ?? '',
  }))
}

test('an architecture has the same colour and shape in every run', () => {
  const [alone] = paletteOf(entrants('crewai@bare'))
  const together = paletteOf(entrants('mesh@bare', 'autogen@bare', 'crewai@bare'))
  expect(together.find((series) => series.name === 'crewai')).toEqual(alone)
})

test('profiles of one architecture are one series', () => {
  expect(paletteOf(entrants('mesh@bare', 'mesh@governed'))).toHaveLength(1)
})

test('topologies share a colour and differ by shape and dashes', () => {
  const [sequential, hierarchical] = paletteOf(entrants('crewai@bare', 'crewai:hierarchical@bare'))
  expect(hierarchical?.slot).toBe(sequential?.slot)
  expect(hierarchical?.shape).not.toBe(sequential?.shape)
  expect(hierarchical?.dash).not.toEqual(sequential?.dash)
})

test('an architecture that is not known gets a place of its own', () => {
  const places = paletteOf(entrants('mesh@bare', 'toString@bare', 'blackboard@bare'))
  expect(new Set(places.map((series) => series.slot)).size).toBe(3)
})
