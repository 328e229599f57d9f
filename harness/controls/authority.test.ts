import { expect, test } from 'vitest'
import { Authority, CERTIFICATE_LIFETIME_US } from './authority.ts'

const roleOf = (agent: number): string => `role-${agent}`

test('authorities with one seed agree on every certificate, and with two seeds on none', () => {
  const certificate = new Authority(1, roleOf, 8).credentialOf(5).certificate
  expect(new Authority(1, roleOf, 8).credentialOf(5).certificate).toEqual(certificate)
  const other = new Authority(2, roleOf, 8).credentialOf(5).certificate
  expect(other.signingKey).not.toBe(certificate.signingKey)
  expect(new Authority(2, roleOf, 8).verify(certificate, 5, 0)).toBeUndefined()
})

test('each agent has its own keys', () => {
  const authority = new Authority(1, roleOf, 8)
  const keys = [0, 1, 2, -1].flatMap((agent) => {
    const { signingKey, agreementKey } = authority.credentialOf(agent).certificate
    return [signingKey, agreementKey]
  })
  expect(new Set(keys).size).toBe(8)
})

test('a certificate with an altered field is refused, also after the good one was seen', () => {
  const authority = new Authority(1, roleOf, 8)
  const good = authority.credentialOf(5).certificate
  const other = authority.credentialOf(6).certificate
  expect(authority.verify(good, 5, 0)).toBeDefined()
  for (const changes of [
    { role: 'operator' },
    { signingKey: other.signingKey },
    { agreementKey: other.agreementKey },
    { notAfter: good.notAfter + 1 },
    { signature: other.signature },
    { signature: '' },
  ]) {
    expect(authority.verify({ ...good, ...changes }, 5, 0)).toBeUndefined()
  }
  expect(authority.verify({ ...good, agent: 6 }, 6, 0)).toBeUndefined()
  expect(authority.verify(good, 6, 0)).toBeUndefined()
})

test('a certificate expires', () => {
  const authority = new Authority(1, roleOf, 8)
  const { certificate } = authority.credentialOf(5)
  expect(authority.verify(certificate, 5, CERTIFICATE_LIFETIME_US)).toBeDefined()
  expect(authority.verify(certificate, 5, CERTIFICATE_LIFETIME_US + 1)).toBeUndefined()
})

test('an agent whose keys were dropped from the cache gets the same ones again', () => {
  const authority = new Authority(1, roleOf, 1)
  const before = authority.credentialOf(0).certificate
  for (let agent = 1; agent < 5; agent++) authority.credentialOf(agent)
  expect(authority.credentialOf(0).certificate).toEqual(before)
})
