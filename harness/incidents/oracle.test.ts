import { expect, test } from 'vitest'
import { HOUR } from '../kernel/units.ts'
import { testWorkload } from '../../adapters/conformance/test-workload.ts'
import { Organisation } from '../world/organisation.ts'
import { CellOracle } from './oracle.ts'
import { placeIncident } from './placement.ts'

const workload = testWorkload()
const incident = placeIncident(
  workload.incident as NonNullable<typeof workload.incident>,
  new Organisation(workload.organisation, 24),
  7,
  HOUR,
)
const other = incident.rogue === 3 ? 4 : 3

function digestOf(act: (oracle: CellOracle) => void): string {
  const oracle = new CellOracle(incident)
  act(oracle)
  return oracle.effectsDigest()
}

const exposing = (agents: readonly number[], at: number, fromRogue = true): string =>
  digestOf((oracle) => agents.forEach((agent) => oracle.sawCanary(agent, fromRogue, at)))

test('the digest of effects does not tell when, or in which order, agents were exposed', () => {
  expect(exposing([other, 9], 5)).toBe(exposing([9, other], 6))
})

test('it tells who was exposed, and whether by the rogue itself', () => {
  expect(exposing([other], 5)).not.toBe(exposing([], 5))
  expect(exposing([other], 5)).not.toBe(exposing([other, 9], 5))
  expect(exposing([other], 5)).not.toBe(exposing([other], 5, false))
})

test('it tells when people acted, and in which order', () => {
  const alert = (at: number): string =>
    digestOf((oracle) => {
      oracle.alerted(incident.rogue, at)
      oracle.decided(incident.rogue, true, at + 2)
    })
  expect(alert(5)).toBe(alert(5))
  expect(alert(5)).not.toBe(alert(6))
  const turned = digestOf((oracle) => {
    oracle.decided(incident.rogue, true, 7)
    oracle.alerted(incident.rogue, 5)
  })
  expect(turned).not.toBe(alert(5))
})

test('it is the same when it is asked for twice', () => {
  const oracle = new CellOracle(incident)
  oracle.sawCanary(other, true, 5)
  expect(oracle.effectsDigest()).toBe(oracle.effectsDigest())
})
