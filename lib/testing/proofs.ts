import { beginPasskey, beginProof, giveProof, peekProof, personActor, registerPasskey, startProof } from '@/lib/identity/access'
import type { Actor } from '@/lib/identity/actor'
import type { InWords } from '@/lib/identity/command'
import type { Refusal } from '@/lib/identity/refusals'
import type { Permission } from '@/lib/identity/access/permissions'
import type { Result } from '@/lib/kernel/result'
import { Authenticator } from './authenticator'

export const PARTY = { issuer: 'https://id.example.com' } as const

type Person = Extract<Actor, { kind: 'person' }>
type Guarded<T, R> = ((actor: Actor, raw: unknown) => Promise<Result<T, R | Refusal>>) & { permission: Permission; inWords?: InWords<R> }

const devices = new Map<string, Promise<Authenticator>>()

/** This person's device, with a passkey of theirs in it that is registered. */
export function deviceOf(person: Person): Promise<Authenticator> {
  const device = devices.get(person.id) ?? makeDevice(person)
  devices.set(person.id, device)
  return device
}

async function makeDevice(person: Person): Promise<Authenticator> {
  const device = new Authenticator(PARTY.issuer)
  const signedIn = await personActor(person.id)
  if (!signedIn) throw new Error(`${person.name} has no access`)
  const registered = await registerPasskey(PARTY, person, { name: 'device of the test', credential: device.create(await beginPasskey(PARTY, signedIn)) })
  if (!registered.ok) throw new Error(`the passkey was refused: ${registered.refusal.code}`)
  return device
}

/** A proof of this act, given by the person's passkey; or why the act is refused before. */
export async function proofFor<T, R>(verb: Guarded<T, R>, actor: Actor, input: Record<string, unknown>): Promise<Result<string, R | Refusal>> {
  const { permission, inWords } = verb
  if (!inWords) throw new Error(`${permission} is not guarded`)
  const refusedHere: { refusal: R | Refusal }[] = []
  const guarded = { [permission]: async (who: Actor, raw: unknown) => {
    const words = await inWords(who, raw)
    if (!words.ok) refusedHere.push({ refusal: words.refusal })
    return words as Result<{ input: unknown; summary: string }, Refusal>
  } }
  const asked = await startProof(PARTY, guarded)(actor, { act: permission, input, returnTo: '/' })
  if (!asked.ok) return { ok: false, refusal: refusedHere[0]?.refusal ?? asked.refusal }
  const device = await deviceOf(actor as Person)
  const request = await peekProof(asked.value.id)
  if (!request) throw new Error('the proof that was asked for is not there')
  const { nonce, options } = await beginProof(PARTY, request)
  const given = await giveProof(PARTY, request.id, { nonce, credential: device.get(options) })
  if (!given.ok) throw new Error(`the proof was refused: ${given.refusal.code}`)
  return { ok: true, value: request.id }
}

/** Does a guarded act as a person would: asked, approved with their passkey, done. */
export async function withProof<T, R>(verb: Guarded<T, R>, actor: Actor, input: Record<string, unknown>): Promise<Result<T, R | Refusal>> {
  const proof = await proofFor(verb, actor, input)
  return proof.ok ? verb(actor, { ...input, proof: proof.value }) : proof
}
