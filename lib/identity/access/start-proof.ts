import type { Prisma } from '@/generated/prisma/client'
import { newId, type Id } from '@/lib/kernel/ids'
import { ok, refuse, type Result } from '@/lib/kernel/result'
import type { Actor } from '../actor'
import { recordDenial } from '../command'
import { toInvalid, type Refusal } from '../refusals'
import { StartProofInput, type ProofView } from './contract'
import { decide } from './decide'
import { actDigest, plainJson } from './internal/act-digest'
import { isConsolePath } from './internal/console-path'
import { toProofView } from './internal/proof-view'
import { command } from './internal/tables'

/** How long a person has to approve what they were asked to. */
const PROOF_REQUEST_MS = 10 * 60_000

/** What a guarded verb says of one act of its own: that it would be done, and in which words it is approved. */
export type ActInWords = { input: unknown; summary: string }
/** The guarded verbs by name; whoever puts the contexts together knows them. */
export type GuardedActs = Readonly<Record<string, (actor: Actor, input: unknown) => Promise<Result<ActInWords, Refusal>>>>
export type ProofSettings = Readonly<{ issuer: string }>

/**
 * Asks for a proof of one act. Digest and words are made here, from the input and by the verb itself: whoever asks
 * cannot have one thing read and another signed. An act that would be refused anyway is refused now.
 */
export function startProof({ issuer }: ProofSettings, guarded: GuardedActs) {
  const keep = (words: ActInWords) =>
    command({
      name: 'access.proof.start',
      input: StartProofInput,
      resource: (tx, _input, actor) => tx.person.findFirst({ where: { id: actor.id, tenantId: actor.tenantId, status: 'active' } }),
      act: async (tx, { input: { act, returnTo }, resource: person }) => {
        const { tenantId, id: personId } = person
        const digest = actDigest({ act, tenantId, personId, input: words.input })
        const id: Id<'proof'> = newId()
        const now = new Date()
        const proof = await tx.actProof.create({
          data: { id, tenantId, personId, act, digest, input: plainJson(words.input) as Prisma.InputJsonValue, summary: words.summary, returnTo, createdAt: now, expiresAt: new Date(now.getTime() + PROOF_REQUEST_MS) },
        })
        return ok({ value: toProofView(issuer, proof), subject: { kind: 'proof', id, name: words.summary }, detail: { act, digest } })
      },
    })
  const run = async (actor: Actor, raw: unknown): Promise<Result<ProofView, Refusal>> => {
    const parsed = StartProofInput.safeParse(raw)
    if (!parsed.success) return refuse(toInvalid(parsed.error))
    const denied = decide(actor, 'access.proof.start', actor)
    if (denied) {
      await recordDenial(actor, 'access.proof.start', denied)
      return refuse(denied)
    }
    const { act, input, returnTo } = parsed.data
    if (!isConsolePath(returnTo)) return refuse({ code: 'invalid', fields: { returnTo: 'is not a path of the console' } })
    const inWords = Object.hasOwn(guarded, act) ? guarded[act] : undefined
    if (!inWords) return refuse({ code: 'invalid', fields: { act: 'is not an act that needs a proof' } })
    const words = await inWords(actor, input)
    return words.ok ? keep(words.value)(actor, parsed.data) : words
  }
  return Object.assign(run, { permission: 'access.proof.start' as const, input: StartProofInput })
}
