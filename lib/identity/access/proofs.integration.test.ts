import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { closeDatabase, openDatabase } from '@/lib/db/client'
import { hotTransaction } from '@/lib/db/hot'
import { newId } from '@/lib/kernel/ids'
import { ok } from '@/lib/kernel/result'
import { testDatabase } from '@/lib/testing/database'
import { entriesOf, makePerson, makeTenant, type TestPerson } from '@/lib/testing/people'
import { deviceOf, PARTY, proofFor } from '@/lib/testing/proofs'
import { commandsOver } from '../command'
import { beginProof, getActProof, giveProof, peekProof, startProof } from '.'
import { ProofField } from './contract'

const database = await testDatabase()
beforeAll(() => openDatabase(database.authorityUrl))
afterAll(() => closeDatabase())

/** Guarded verbs of the smallest kind, under two names of the table that everyone may. */
const verb = (name: 'access.passkey.rename' | 'access.passkey.remove') =>
  commandsOver<'person'>()({
    name,
    input: z.object({ word: z.string(), proof: ProofField }),
    resource: (tx, _input, actor) => tx.person.findFirst({ where: { id: actor.id, tenantId: actor.tenantId } }),
    guard: { when: ({ word }) => word !== 'harmless', words: (_tx, { input }) => ok(`Say ${input.word}`) },
    act: async (_tx, { input }) => ok({ value: input.word }),
  })
const say = verb('access.passkey.rename')
const shout = verb('access.passkey.remove')
const somebody = async (): Promise<TestPerson> => makePerson(await makeTenant())
const input = { word: 'yes' }

async function proved(person: TestPerson): Promise<string> {
  const proof = await proofFor(say, person, input)
  if (!proof.ok) throw new Error(proof.refusal.code)
  return proof.value
}
const ages = (id: string, sql: string) => hotTransaction('system', (client) => client.query(`update act_proof set ${sql} where id = $1`, [id]))

describe('a guarded act', () => {
  it('is refused without a proof, with what is needed to ask for one, and nothing is recorded yet', async () => {
    const person = await somebody()
    expect(await say(person, input)).toEqual({ ok: false, refusal: { code: 'proof_required', act: 'access.passkey.rename', summary: 'Say yes', why: 'missing' } })
    expect(await entriesOf(person.tenantId)).toEqual([])
    expect(await say(person, { word: 'harmless' })).toEqual({ ok: true, value: 'harmless' })
  })

  it('is done with a proof, which the record names', async () => {
    const person = await somebody()
    const proof = await proved(person)
    expect(await say(person, { ...input, proof })).toEqual({ ok: true, value: 'yes' })
    const entries = await entriesOf(person.tenantId)
    expect(entries.map(({ action }) => action)).toEqual(['access.proof.start', 'access.passkey.register', 'access.proof.give', 'access.passkey.rename'])
    expect(entries.at(-1)).toMatchObject({ detail: { proof: { id: proof, digest: expect.stringMatching(/^sha-256:/) } } })
  })

  it('[race] of many at once with one proof is done once, and every other use is recorded', async () => {
    const person = await somebody()
    const proof = await proved(person)
    const done = await Promise.all(Array.from({ length: 8 }, () => say(person, { ...input, proof })))
    expect(done.filter((one) => one.ok)).toHaveLength(1)
    expect(done.filter((one) => !one.ok && one.refusal.code === 'proof_required' && one.refusal.why === 'used')).toHaveLength(7)
    expect((await entriesOf(person.tenantId)).filter(({ reason }) => reason === 'proof_used')).toHaveLength(7)
  })

  it.each<[string, (mine: TestPerson, proof: string) => Promise<unknown>]>([
    ['another input', (mine, proof) => say(mine, { word: 'no', proof })],
    ['another verb', (mine, proof) => shout(mine, { ...input, proof })],
    ['another person', async (mine, proof) => say(await makePerson(mine.tenantId), { ...input, proof })],
    ['another tenant', async (_mine, proof) => say(await somebody(), { ...input, proof })],
    ['nothing that was ever asked for', (mine) => say(mine, { ...input, proof: newId() })],
  ])('is refused with a proof for %s, and the proof stays good for its own act', async (_what, attempt) => {
    const person = await somebody()
    const proof = await proved(person)
    expect(await attempt(person, proof)).toMatchObject({ ok: false, refusal: { code: 'proof_mismatch' } })
    expect(await say(person, { ...input, proof })).toMatchObject({ ok: true })
  })

  it('is refused five minutes after the proof was given', async () => {
    const person = await somebody()
    const proof = await proved(person)
    await ages(proof, `proved_at = now() - interval '301 seconds'`)
    expect(await say(person, { ...input, proof })).toMatchObject({ refusal: { code: 'proof_required', why: 'too_old' } })
  })

  it('never takes the root token’s word', async () => {
    const person = await somebody()
    const root = { kind: 'root', tenantId: person.tenantId, id: 'root', name: 'root token' } as const
    expect(await startProof(PARTY, {})(root, { act: say.permission, input, returnTo: '/' })).toMatchObject({ refusal: { code: 'denied', reason: 'root' } })
    expect((await entriesOf(person.tenantId)).at(-1)).toMatchObject({ action: 'access.proof.start', result: 'denied' })
  })
})

describe('asking for a proof', () => {
  const start = startProof(PARTY, { [say.permission]: say.inWords! as never })

  it.each(['https://evil.example', '//evil.example', '/\\evil.example', '/\tevil', 'relative', ''])('never leads back to %j', async (returnTo) => {
    expect(await start(await somebody(), { act: say.permission, input, returnTo })).toMatchObject({ refusal: { code: 'invalid', fields: { returnTo: expect.any(String) } } })
  })

  it('is for guarded verbs only', async () => {
    for (const act of ['access.me.get', 'toString', '__proto__']) expect(await start(await somebody(), { act, input, returnTo: '/' })).toMatchObject({ refusal: { code: 'invalid', fields: { act: expect.any(String) } } })
  })

  it('is one’s own to look at', async () => {
    const person = await somebody()
    const proofId = await proved(person)
    expect(await getActProof(PARTY)(person, { proofId })).toMatchObject({ ok: true, value: { state: 'given', summary: 'Say yes', input } })
    expect(await getActProof(PARTY)(await makePerson(person.tenantId), { proofId })).toEqual({ ok: false, refusal: { code: 'not_found' } })
  })
})

describe('giving a proof', () => {
  async function asked(person: TestPerson, word = 'yes') {
    const start = startProof(PARTY, { [say.permission]: say.inWords! as never })
    const started = await start(person, { act: say.permission, input: { word }, returnTo: '/back' })
    if (!started.ok) throw new Error(started.refusal.code)
    const device = await deviceOf(person)
    const request = await peekProof(started.value.id)
    if (!request) throw new Error('not there')
    return { device, request, ...(await beginProof(PARTY, request)) }
  }

  it('takes the signature of this act and no other', async () => {
    const person = await somebody()
    const [one, other] = [await asked(person, 'yes'), await asked(person, 'no')]
    const credential = one.device.get(one.options)
    expect(await giveProof(PARTY, other.request.id, { nonce: one.nonce, credential })).toEqual({ ok: false, refusal: { code: 'not_verified' } })
    expect(await giveProof(PARTY, one.request.id, { nonce: other.nonce, credential })).toEqual({ ok: false, refusal: { code: 'not_verified' } })
    expect(await giveProof(PARTY, one.request.id, { nonce: one.nonce, credential })).toEqual({ ok: true, value: { returnTo: '/back' } })
    expect((await entriesOf(person.tenantId)).filter(({ reason }) => reason === 'other_challenge')).toHaveLength(2)
  })

  it('[race] of many answers at once takes one', async () => {
    const { device, request, options, nonce } = await asked(await somebody())
    const credential = device.get(options)
    const given = await Promise.all(Array.from({ length: 8 }, () => giveProof(PARTY, request.id, { nonce, credential })))
    expect(given.filter((one) => one.ok)).toHaveLength(1)
  })

  it('takes no passkey of anybody else', async () => {
    const person = await somebody()
    const { request, options, nonce } = await asked(person)
    const other = await deviceOf(await makePerson(person.tenantId))
    expect(await giveProof(PARTY, request.id, { nonce, credential: other.get(options) })).toEqual({ ok: false, refusal: { code: 'not_yours' } })
  })

  it('takes nothing from another origin, for another host, or without its user verified', async () => {
    const person = await somebody()
    for (const wrong of [{ origin: 'https://evil.example' }, { rpId: 'evil.example' }, { userVerified: false }]) {
      const { device, request, options, nonce } = await asked(person)
      expect(await giveProof(PARTY, request.id, { nonce, credential: device.get(options, wrong) })).toEqual({ ok: false, refusal: { code: 'not_verified' } })
    }
  })

  it('is over ten minutes after it was asked for', async () => {
    const { device, request, options, nonce } = await asked(await somebody())
    const later = new Date(Date.now() + 601_000)
    expect(await giveProof(PARTY, request.id, { nonce, credential: device.get(options) }, later)).toEqual({ ok: false, refusal: { code: 'gone' } })
  })
})
