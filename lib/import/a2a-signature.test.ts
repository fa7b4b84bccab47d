import { generateAgentCardSignature, type AgentCard } from '@a2a-js/sdk'
import { calculateJwkThumbprint, exportJWK, generateKeyPair, SignJWT } from 'jose'
import { describe, expect, it } from 'vitest'
import { signatureSentences, verifyCard, type IssuerKeys } from './a2a-signature'
import { readFile } from './discover/scan'
import { understand } from '.'

const CARD = {
  name: 'Invoice Reader', description: 'Reads invoices', version: '2', documentationUrl: '', supportedInterfaces: [{ url: 'https://invoices.example/a2a', protocolBinding: 'JSONRPC', protocolVersion: '1.0' }],
  capabilities: { streaming: false }, defaultInputModes: ['text/plain'], defaultOutputModes: ['text/plain'], skills: [{ id: 'read', name: 'Read', description: 'Reads one', tags: ['read'], examples: [] }],
} // prettier-ignore
const pair = await generateKeyPair('ES256', { extractable: true })
const jwk = await exportJWK(pair.publicKey)
const kid = await calculateJwkThumbprint(jwk)
const OURS: IssuerKeys = { issuer: 'https://lanyard.test', keys: [{ ...jwk, kid, alg: 'ES256' }] }
/** By the library of the protocol: as it came from a file, and so as JSON. */
const signed = async (header: object, card: object = CARD): Promise<Record<string, unknown>> =>
  JSON.parse(JSON.stringify(await generateAgentCardSignature(pair.privateKey, { alg: 'ES256', typ: 'JOSE', kid, ...header })(card as AgentCard))) as Record<string, unknown>
const jku = 'https://lanyard.test/oauth/jwks'

describe('what the signature of a card proves', () => {
  it('that the issuer signed it and nobody changed it since, by its keys alone', async () => {
    const card = await signed({ jku })
    expect(await verifyCard(card, OURS)).toEqual([{ state: 'intact', by: 'issuer', kid }])
    expect(await verifyCard(card, null)).toEqual([{ state: 'unknown_key', kid, jku }])
    expect(await verifyCard(await signed({ jku: 'https://elsewhere.test/jwks' }), OURS)).toEqual([{ state: 'unknown_key', kid, jku: 'https://elsewhere.test/jwks' }])
  })

  it('no more than that it is unchanged, where its key came with it', async () => {
    const card = await signed({ jwk })
    expect(await verifyCard(card, null)).toEqual([{ state: 'intact', by: 'own_key', kid }])
    const [sentence] = signatureSentences(await verifyCard(card, null))
    expect(sentence).toContain('nobody has said whose key')
    expect(sentence).not.toMatch(/trust/i)
  })

  it.each([
    ['a field', (card: Record<string, unknown>) => ({ ...card, description: 'Pays invoices' })],
    ['a field that no version knows', (card: Record<string, unknown>) => ({ ...card, url: 'https://evil.example/' })],
    ['a skill', (card: Record<string, unknown>) => ({ ...card, skills: [{ id: 'pay', name: 'Pay', description: 'Pays', tags: ['pay'] }] })],
    ['one that is gone', ({ capabilities: _, ...card }: Record<string, unknown>) => card],
  ])('that it was changed: %s', async (_, change) => {
    for (const header of [{ jwk }, { jku }]) expect(await verifyCard(change(await signed(header)), OURS)).toMatchObject([{ state: 'changed' }])
  })

  it('nothing, where it is made with a shared secret, with nothing, or is no signature', async () => {
    const shared = await new SignJWT({}).setProtectedHeader({ alg: 'HS256', jwk: { kty: 'oct' } }).sign(new Uint8Array(32))
    const head = (header: object) => Buffer.from(JSON.stringify(header)).toString('base64url')
    const [protectedHeader = '', , signature = ''] = shared.split('.')
    const findings = await verifyCard({ ...CARD, signatures: [{ protected: protectedHeader, signature }, { protected: head({ alg: 'none', jwk }), signature: '' }, { protected: head({ alg: 'ES256', jwk: { kty: 'EC' } }), signature }, { protected: '!', signature }, 'x', null] }, OURS)
    expect(findings.map(({ state }) => state)).toEqual(Array.from({ length: 6 }, () => 'unreadable'))
    expect(await verifyCard(CARD, OURS)).toEqual([])
  })

  it('[40] and says it without what could make a sentence read as another', async () => {
    const [sentence = ''] = signatureSentences(await verifyCard(await signed({ kid: '\u202Esigned by us', jku: 'https://x.test/\u001b[2J' }), null))
    expect(sentence).not.toMatch(/[\u202E\u001b]/)
    expect(sentence).toContain('not verified')
  })
})

it('is told wherever a card comes in', async () => {
  const text = JSON.stringify(await signed({ jku }))
  const draft = await understand(text, [], OURS)
  expect(draft.ok && draft.draft.open.join()).toContain('Signed by this installation')
  for (const [file, issuer, words] of [[text, OURS, 'Signed by this installation'], [text, null, 'not known here'], [text.replace('Reads invoices', 'Pays invoices'), OURS, 'CHANGED since'], [JSON.stringify(CARD), OURS, 'not signed']] as const)
    expect((await readFile('cards/agent-card.json', file, null, issuer)).found[0]?.notes.join(), words).toContain(words)
})
