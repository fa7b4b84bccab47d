import { z } from 'zod'
import { read, transaction } from '@/lib/db/transaction'
import { idField } from '@/lib/kernel/fields'
import { ok, refuse, type Result } from '@/lib/kernel/result'
import type { Actor } from '../actor'
import type { Refusal } from '../refusals'
import { append } from '../ledger/append'
import { peekProof, proofChallenge } from './begin-proof'
import { readAssertion } from './internal/read-credential'
import type { RelyingParty } from './internal/relying-party'
import { command } from './internal/tables'
import { passkeyOf, verifyAssertion, type Verified } from './internal/verify-assertion'
import { spendCount } from './internal/spend-count'
import { asActor } from './internal/person-view'

/** `gone`: given already, or too old. `stale`: the page was. `not_yours`: no passkey of the person whose act it is. */
export type GiveRefusal = Refusal | { code: 'gone' } | { code: 'stale' } | { code: 'not_yours' } | { code: 'not_verified' }

const ProofField = z.object({ proofId: idField<'proof'>() })

/**
 * Takes a person's approval of one act. The signature is over a challenge made of the page's nonce and the act's digest,
 * so it approves this act and no other; whose act it is comes from the proof, and only their passkey will do.
 */
export async function giveProof(party: RelyingParty, id: string, form: { nonce: string; credential: string }, now = new Date()): Promise<Result<{ returnTo: string }, GiveRefusal>> {
  const request = await peekProof(id, now)
  if (!request) return refuse({ code: 'gone' })
  const answer = readAssertion(form.credential)
  const passkey = answer && (await passkeyOf(answer))
  const person = await read('system', (tx) => tx.person.findFirst({ where: { id: request.person.id, status: 'active' } }))
  if (!person) return refuse({ code: 'gone' })
  const actor = asActor(person, 'proof')
  const refused = async (code: 'stale' | 'not_yours' | 'not_verified', reason: string = code): Promise<Result<never, GiveRefusal>> => {
    await recordRefusal(actor, request, reason)
    return refuse({ code })
  }
  if (!answer) return refused('not_verified')
  if (!passkey || passkey.personId !== person.id) return refused('not_yours', 'unknown_passkey')
  if (challengeOf(answer.response.clientDataJSON) !== Buffer.from(proofChallenge(form.nonce, request.digest)).toString('base64url')) return refused('not_verified', 'other_challenge')
  const verified = await verifyAssertion(party, `prove ${id}`, passkey, answer)
  if (verified === 'stale') return refused('stale', 'stale_challenge')
  if (typeof verified === 'string') return refused('not_verified', verified)
  const given = await give(passkey.id, passkey.name, verified, now)(actor, { proofId: id })
  return given.ok ? ok({ returnTo: request.returnTo }) : given
}

const give = (passkeyId: string, passkeyName: string, verified: Verified, now: Date) =>
  command({
    name: 'access.proof.give',
    input: ProofField,
    resource: (tx, { proofId }, actor) => tx.actProof.findFirst({ where: { id: proofId, personId: actor.id, tenantId: actor.tenantId } }),
    act: async (tx, { resource: proof }): Promise<Result<{ value: null; subject: { kind: string; id: string; name: string }; detail: Record<string, string> }, GiveRefusal>> => {
      const { count } = await tx.actProof.updateMany({ where: { id: proof.id, provedAt: null, expiresAt: { gt: now } }, data: { provedAt: now, passkeyId } })
      if (count === 0) return refuse({ code: 'gone' })
      if (!(await spendCount(tx, passkeyId, verified, now))) return refuse({ code: 'not_verified' })
      return ok({ value: null, subject: { kind: 'proof', id: proof.id, name: proof.summary }, detail: { act: proof.act, digest: proof.digest, passkey: passkeyId, name: passkeyName } })
    },
  })

const ClientData = z.object({ challenge: z.string() })

function challengeOf(clientDataJSON: string): string | null {
  try {
    return ClientData.parse(JSON.parse(Buffer.from(clientDataJSON, 'base64url').toString('utf8'))).challenge
  } catch {
    return null
  }
}

const recordRefusal = (actor: Actor, { id, summary, act, digest }: { id: string; summary: string; act: string; digest: string }, reason: string) =>
  transaction(
    actor.tenantId,
    async (tx) => ok(await append(tx, actor, 'access.proof.give', { result: 'denied', reason, subject: { kind: 'proof', id, name: summary }, detail: { act, digest } })),
    'ReadCommitted',
  )
