import { describe, expect, it } from 'vitest'
import { depthOf } from './json-body'
import { recordParameters } from './parameters'
import { requiredScope } from './required-scope'

const redacted = (parameters: unknown) => recordParameters(parameters).parameters_redacted

describe('case 48: what the ledger keeps of arguments', () => {
  it('hides secrets by their names', () => {
    expect(redacted({ password: 'hunter2', Api_Key: 'x', nested: { authorization: 'y', cookie: ['z'] }, path: 'a.txt' })).toEqual({
      password: '[redacted]', Api_Key: '[redacted]', nested: { authorization: '[redacted]', cookie: '[redacted]' }, path: 'a.txt',
    }) // prettier-ignore
  })

  it.each([
    'eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln',
    '-----BEGIN EC PRIVATE KEY-----',
    'postgresql://user:hunter2@db/x',
    'ghp_0123456789abcdefghijABCDEFGHIJ012345',
    'AKIAIOSFODNN7EXAMPLE',
    'use Bearer 0123456789abcdef01234 for it',
    'aB3'.repeat(20),
  ])('hides secrets by their shape: %s', (secret) => {
    expect(redacted({ note: secret, [secret]: 1 })).toEqual({ note: '[redacted]', '[redacted]': expect.anything() })
  })

  it('[48] hides what stands under a secret’s name wherever else it stands in the call: as a value, in a text, as a name, as a number', () => {
    const kept = redacted({
      password: 'hunter2', note: 'hunter2', text: `log in with hunter2, please`, far: `${'word '.repeat(6_000)}hunter2`, hunter2: 'as a name',
      deep: [[{ say: ['hunter2'] }]], credentials: { user: 'ada.l', list: ['s3cond'] }, who: 'ada.l', also: 'or s3cond?', pin: 4711, code: 4711, spelled: '4711', other: 4712, path: 'a.txt',
    }) // prettier-ignore
    expect(JSON.stringify(kept)).not.toMatch(/hunter2|s3cond|ada\.l|4711/)
    expect(kept).toMatchObject({ note: '[redacted]', text: '[redacted]', code: '[redacted]', other: 4712, path: 'a.txt' })
    expect(JSON.stringify(recordParameters({ secret: 'hunter2', far: `${'word '.repeat(4_000)}hunter2` }, true))).not.toContain('hunter2')
  })

  it('[48] hides a short one where it is the whole value, and no more of the call than it must', () => {
    expect(redacted({ pin: '12', code: ' 12', count: 12, text: '1200 words', is_secret: true, secret: null, token: '' })).toEqual({
      pin: '[redacted]', code: '[redacted]', count: '[redacted]', text: '1200 words', is_secret: true, secret: null, token: '[redacted]',
    }) // prettier-ignore
  })

  it('[48] shows no text of a call with more secrets than can be looked for', () => {
    expect(redacted({ tokens: Array.from({ length: 100 }, (_, index) => `token-${index}`), note: 'with token-99 in it', count: 5 })).toEqual({ '[redacted]': '[redacted]' })
  })

  it('cuts what is long, deep or many, and keeps a digest of all of it', () => {
    expect(redacted({ text: 'word '.repeat(100) })).toEqual({ text: expect.stringMatching(/… \(500 characters\)$/) })
    expect((redacted(Array.from({ length: 60 }, (_, index) => index)) as unknown[]).at(-1)).toBe('[10 more]')
    const one = recordParameters({ a: 1, b: 2 }).parameters_digest
    expect(one).toBe(recordParameters({ b: 2, a: 1 }).parameters_digest)
    expect(one).not.toBe(recordParameters({ a: 1, b: 3 }).parameters_digest)
  })
})

describe('the scope that a message needs', () => {
  it('is the tool’s for a call, the method’s for whatever gives content, and none for the rest', () => {
    expect(requiredScope('files', { method: 'tools/call', params: { name: 'read_file' } })?.scope).toBe('mcp:files:read_file')
    expect(requiredScope('files', { method: 'resources/read', params: { uri: 'x' } })?.scope).toBe('mcp:files:resources.read')
    expect(requiredScope('files', { method: 'something/new' })?.scope).toBe('mcp:files:something.new')
    for (const method of ['initialize', 'ping', 'tools/list', 'prompts/list']) expect(requiredScope('files', { method })).toBeNull()
  })

  it('case 8: is never that of another tool, however the name is written', () => {
    for (const name of ['read_file mcp:files:write_file', '', 'réad', 'a'.repeat(129), { x: 1 }, undefined, ['read_file']])
      expect(requiredScope('files', { method: 'tools/call', params: { name } })?.tool).toBe('invalid-name')
    expect(requiredScope('files', { method: 'tools/call', params: { name: 'Read_file' } })?.scope).toBe('mcp:files:Read_file')
  })
})

describe('case 7: nesting', () => {
  it('is counted before anything is parsed, and not inside strings', () => {
    expect(depthOf('{"a":[[1]]}')).toBe(3)
    expect(depthOf('{"a":"[[[[\\"[["}')).toBe(1)
    expect(depthOf('['.repeat(10_000))).toBe(10_000)
  })
})
