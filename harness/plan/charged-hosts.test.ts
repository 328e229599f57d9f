import { expect, test } from 'vitest'
import type { HostsRecord } from '../../results/cost-table.ts'
import { Organisation } from '../world/organisation.ts'
import { hostLoadFor, shardsOnHosts } from './charged-hosts.ts'

const COSTS = { event: 2, units: { seals: 8 } }
const HOSTS: HostsRecord = {
  cores: 3,
  costsFrom: 'given',
  costsDigest: '',
  table: { schema: 'muster/cost-table@3', rows: [{ entrant: 'mesh@bare', costs: COSTS }] },
}
/** Five departments, three divisions and the apex: nine cells. */
const ORGANISATION = new Organisation(
  {
    agents: [],
    team: ['lead', 'member'],
    teamsPerDepartment: 2,
    departmentsPerDivision: 2,
  } as unknown as Organisation['spec'],
  20,
)

test('one host has the whole organisation if nothing else is said', () => {
  expect(hostLoadFor(HOSTS, 'mesh@bare', ORGANISATION)).toEqual({
    cores: 3,
    cellsPerHost: 9,
    costs: COSTS,
  })
  expect(shardsOnHosts(4, HOSTS, ORGANISATION)).toBe(1)
})

test('there are no more threads than hosts, and with free work as many as were asked for', () => {
  expect(shardsOnHosts(8, { ...HOSTS, departmentsPerHost: 2 }, ORGANISATION)).toBe(5)
  expect(shardsOnHosts(3, { ...HOSTS, departmentsPerHost: 2 }, ORGANISATION)).toBe(3)
  expect(shardsOnHosts(8, undefined, ORGANISATION)).toBe(8)
})

test('an entrant without costs is not run as if its work were free', () => {
  expect(() => hostLoadFor(HOSTS, 'crewai@bare', ORGANISATION)).toThrow('crewai@bare has no costs')
})
