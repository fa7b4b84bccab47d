import { describe, expect, it } from 'vitest'
import { problemOf } from './client-assertion'

const now = 1_000_000
const expected = { issuer: 'https://id.example', clientId: 'agent', now }
const good = { iss: 'agent', sub: 'agent', aud: 'https://id.example', exp: now + 60, iat: now, jti: 'j' }

describe('a client assertion', () => {
  it.each([
    ['as it should be', {}],
    ['with its one audience in a list', { aud: ['https://id.example'] }],
    ['without iat', { iat: undefined }],
    ['good for exactly five minutes', { exp: now + 300 }],
    ['that says what its client runs', { lanyard_code_digest: 'sha256:c0de' }],
  ])('%s is taken', (_what, over) => {
    expect(problemOf({ ...good, ...over }, { alg: 'ES256' }, expected)).toBeNull()
  })

  it.each([
    ['another subject', { sub: 'other' }, /subject/],
    ['a second audience', { aud: ['https://id.example', 'https://other.example'] }, /audience/],
    ['an audience with a slash more', { aud: 'https://id.example/' }, /audience/],
    ['no audience', { aud: undefined }, /audience/],
    ['an exp six minutes away', { exp: now + 360 }, /longer/],
    ['an exp that is no whole number', { exp: now + 1.5 }, /longer/],
    ['an exp as text', { exp: String(now + 60) }, /longer/],
    ['an iat of yesterday', { iat: now - 86_400 }, /made now/],
    ['an iat as text', { iat: 'now' }, /made now/],
    ['a digest that is no text', { lanyard_code_digest: 1 }, /lanyard_code_digest/],
    ['a digest of a kilobyte', { lanyard_config_digest: 'd'.repeat(1_024) }, /lanyard_config_digest/],
    ['a jti of a kilobyte', { jti: 'j'.repeat(1_024) }, /jti/],
  ])('with %s is refused', (_what, over, problem) => {
    expect(problemOf({ ...good, ...over }, { alg: 'ES256' }, expected)).toMatch(problem)
  })

  it.each(['jwk', 'jku', 'x5u', 'x5c', 'crit', 'b64'])('with `%s` in its header is refused', (name) => {
    expect(problemOf(good, { alg: 'ES256', [name]: 'x' }, expected)).toContain(name)
  })
})
