import { describe, expect, it } from 'vitest'
import { toRegistration } from './agents'
import { versionOf } from './answers'
import { canonicalText, canonicalValue, LANYARD_AGENT } from './attributes'
import { readFilter } from './filter'
import { activeOf, onlyValueOf } from './read-value'
import { nameOf } from './users'

describe('a filter', () => {
  it('is looked up by what every match fulfils, and by nothing that only some do', () => {
    expect(readFilter('userName eq "A@x.com" and active eq true').narrowing).toEqual({ userName: 'a@x.com' })
    expect(readFilter('externalId eq "A" or userName eq "a@x.com"').narrowing).toEqual({})
    expect(readFilter('not (externalId eq "A")').narrowing).toEqual({})
  })

  it('compares texts without case, and identifiers with it', () => {
    const resource = { externalId: 'Ab', displayName: 'Barbara', roles: [{ value: 'owner' }] }
    expect(['displayname EQ "BARBARA"', 'roles eq "OWNER"', 'externalId eq "Ab"', 'roles[VALUE eq "owner"]'].map((one) => readFilter(one).matches(resource))).toEqual([true, true, true, true])
    expect(readFilter('externalId eq "ab"').matches(resource)).toBe(false)
  })
})

it('writes names as they are served, leaves what is quoted, and takes no member that reaches into objects', () => {
  expect(canonicalText('urn:ietf:params:scim:schemas:core:2.0:User:USERNAME eq "USERNAME"')).toBe('userName eq "USERNAME"')
  expect(canonicalValue(JSON.parse('{"DISPLAYNAME":"x","__proto__":{"y":1},"name":{"constructor":1,"FORMATTED":"z"}}'))).toEqual({ displayName: 'x', name: { formatted: 'z' } })
})

it('reads what directories send', () => {
  expect([activeOf({ active: 'False' }), activeOf({ active: true }), activeOf({})]).toEqual([false, true, undefined])
  expect(() => activeOf({ active: 'perhaps' })).toThrow('true or false')
  expect(onlyValueOf({ roles: [{ value: 'auditor' }, { value: 'owner', primary: true }] }, 'roles')).toBe('owner')
  expect(() => onlyValueOf({ roles: [{ value: 'auditor' }, { value: 'owner' }] }, 'roles')).toThrow('one value')
  expect(nameOf({ displayName: 'Old', name: { formatted: 'New' } }, 'Old')).toBe('New')
  expect(nameOf({ name: { givenName: 'Barbara', familyName: 'Jensen' } })).toBe('Barbara Jensen')
})

it('makes a registration of an Agent, by either name, and of nothing less', () => {
  const agent = { name: 'older', description: 'answers invoices', owners: [{ value: 'o@x.com' }], [LANYARD_AGENT]: { publicKey: { kty: 'EC' }, riskLevel: 'high' } }
  expect(toRegistration(agent)).toEqual({ document: { name: 'older', owner: 'o@x.com', sponsor: 'o@x.com', purpose: 'answers invoices', risk_level: 'high' }, public_key: { kty: 'EC' } })
  expect(() => toRegistration({ ...agent, owners: [] })).toThrow('owners')
  expect(() => toRegistration({ ...agent, [LANYARD_AGENT]: {} })).toThrow('publicKey')
})

it('gives what reads the same the same version, and what does not another', () => {
  expect(versionOf({ a: 1 })).toBe(versionOf({ a: 1 }))
  expect(versionOf({ a: 1 })).not.toBe(versionOf({ a: 2 }))
})
