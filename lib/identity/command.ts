import type { z } from 'zod'
import { prisma, reservedPrisma } from '@/lib/db/client'
import { plainTransaction, type Writer } from '@/lib/db/plain-transaction'
import { transaction, type Isolation, type Tx } from '@/lib/db/transaction'
import type { TenantId } from '@/lib/kernel/ids'
import { refuse, type Result } from '@/lib/kernel/result'
import { traced } from '@/lib/kernel/tracing'
import { decide, type Denied } from './access/decide'
import type { Permission } from './access/permissions'
import type { Actor } from './actor'
import { useProof } from './access/use-proof'
import { append, type Change } from './ledger/append'
import { toInvalid, type ProofMismatch, type ProofRequired, type Refusal, type Separated } from './refusals'

type Owned = { tenantId: string }
type Raw = '$queryRaw' | '$executeRaw'

/**
 * Makes an act one that a person approves with their passkey, once and exactly so: see `useProof`. The verb's input
 * then has a field `proof` (`ProofField`), which is no part of what is approved.
 */
export type Guard<Tables, Input extends z.ZodType, Res, R> = {
  /** Which acts of the verb need it; left out: all of them. */
  when?: (input: z.output<Input>, resource: Res) => boolean
  /**
   * What the person approves, as the end of "Approve: ", or why it would be refused anyway. Asked when the proof is
   * asked for and again in the act's own transaction: a person is not sent to approve what is refused.
   */
  words: (tx: Tables, args: { actor: Actor; input: z.output<Input>; resource: Res }) => Result<string, R> | Promise<Result<string, R>>
}
/** What would be done with this input, in words, for whoever asks for a proof of it. */
export type InWords<R> = (actor: Actor, raw: unknown) => Promise<Result<{ input: unknown; summary: string }, R | Refusal>>

export type CommandSpec<Tables, Input extends z.ZodType, Res extends Owned, T, R> = {
  name: Permission
  input: Input
  /** Ran before anything is read, for what must be linearized; the transaction is then READ COMMITTED. */
  lock?: (tx: Tables, actor: Actor) => Promise<unknown>
  /** What the act is about, or null when the actor may not know of it. */
  resource: (tx: Tables, input: z.output<Input>, actor: Actor) => Promise<Res | null>
  act: (tx: Tables, args: { actor: Actor; input: z.output<Input>; resource: Res }) => Promise<Result<Change & { value: T }, R>>
  guard?: Guard<Tables, Input, Res, R>
  /** Of what looks at a whole estate; left out: as any other. */
  timeoutMs?: number
}

export type Command<Input extends z.ZodType, T, R> = ((actor: Actor, raw: unknown) => Promise<Result<T, R | Refusal>>) & {
  readonly permission: Permission
  readonly input: Input
  /** Of a guarded verb alone. */
  readonly inWords?: InWords<R>
}

/**
 * Builds a verb that changes something: parse, load, authorize against what was loaded, act, record, in one transaction.
 * No step can be left out. The tenant comes from the actor's credential and the row, never from the input; another
 * tenant's row is `not_found`. A denied attempt is recorded in a transaction of its own, since the first rolls back.
 * `K` names the tables that the context owns; a verb that reads another context's table does not compile.
 */
export const commandsOver =
  <K extends keyof Tx>() =>
  <Input extends z.ZodType, Res extends Owned, T, R = never>(
    spec: CommandSpec<Pick<Tx, K | Raw>, Input, Res, T, R>,
  ): Command<Input, T, R> => {
    const isolation: Isolation = spec.lock ? 'ReadCommitted' : 'Serializable'
    const run = running<Tx, Input, Res, T, R>(spec, {
      transact: (tenantId, work) => transaction(tenantId, work, isolation, spec.lock ? reservedPrisma() : prisma(), spec.timeoutMs),
      prove: (tx, asked) => proofOf(spec, tx, asked),
    })
    return Object.assign(run, { permission: spec.name, input: spec.input, ...(spec.guard ? { inWords: inWordsOf(spec, spec.guard) } : {}) })
  }

/** The same by plain SQL alone, for what must be over in milliseconds: see `plainTransaction`. Nothing of it is guarded. */
export const plainCommand = <Input extends z.ZodType, Res extends Owned, T, R = never>(
  spec: Omit<CommandSpec<Writer, Input, Res, T, R>, 'guard' | 'timeoutMs'>,
): Command<Input, T, R> => {
  const run = running(spec, { transact: plainTransaction, prove: async () => ({ ok: true, value: null }) })
  return Object.assign(run, { permission: spec.name, input: spec.input })
}

type Running<Tables, Input extends z.ZodType, Res, R> = {
  transact: <T, F>(tenantId: TenantId, work: (tx: Tables) => Promise<Result<T, F>>) => Promise<Result<T, F>>
  prove: (tx: Tables, asked: Asked<Input, Res>) => Promise<Result<UsedUp | null, R | ProofRequired | ProofMismatch>>
}

const running = <Tables extends Writer, Input extends z.ZodType, Res extends Owned, T, R>(
  spec: Omit<CommandSpec<Tables, Input, Res, T, R>, 'guard' | 'timeoutMs'>,
  { transact, prove }: Running<Tables, Input, Res, R>,
) =>
  tracedVerb(spec.name, async (actor: Actor, raw: unknown): Promise<Result<T, R | Refusal>> => {
    const parsed = spec.input.safeParse(raw)
    if (!parsed.success) return refuse(toInvalid(parsed.error))
    const input = parsed.data as z.output<Input>
    let denied: Recorded | null = null
    const result = await transact(actor.tenantId, async (tx): Promise<Result<T, R | Refusal>> => {
      denied = null
      await spec.lock?.(tx, actor)
      const resource = await spec.resource(tx, input, actor)
      if (!resource) return refuse({ code: 'not_found' })
      const denial = decide(actor, spec.name, resource)
      if (denial) {
        denied = denial
        return refuse(denial.reason === 'other_tenant' ? { code: 'not_found' } : denial)
      }
      const proved = await prove(tx, { actor, input, resource })
      if (!proved.ok) {
        if (isRecorded(proved.refusal)) denied = proved.refusal
        return proved
      }
      const done = await spec.act(tx, { actor, input, resource })
      if (!done.ok) {
        if (isRecorded(done.refusal)) denied = done.refusal
        return done
      }
      const { value, ...change } = done.value
      await append(tx, actor, spec.name, proved.value ? { ...change, detail: { ...change.detail, proof: proved.value } } : change)
      return { ok: true, value }
    })
    if (denied) await recordDenial(actor, spec.name, denied)
    return result
  })

/** A span by the verb's name, so that a halt or an approval is one step of the request that it came with. */
const tracedVerb =
  <T, R>(name: Permission, run: (actor: Actor, raw: unknown) => Promise<Result<T, R | Refusal>>): typeof run =>
  (actor, raw) =>
    traced(name, {}, async (span) => {
      const done = await run(actor, raw)
      span.set({ 'lanyard.result': done.ok ? 'ok' : 'refused' })
      return done
    })

type UsedUp = { id: string; digest: string; passkey: string }
type Asked<Input extends z.ZodType, Res> = { actor: Actor; input: z.output<Input>; resource: Res }

/** The proof that this act was approved, used up; null for an act that needs none. */
async function proofOf<K extends keyof Tx, Input extends z.ZodType, Res extends Owned, T, R>(
  { name, guard }: CommandSpec<Pick<Tx, K | Raw>, Input, Res, T, R>,
  tx: Tx,
  asked: Asked<Input, Res>,
): Promise<Result<UsedUp | null, R | ProofRequired | ProofMismatch>> {
  if (!guard || guard.when?.(asked.input, asked.resource) === false) return { ok: true, value: null }
  const words = await guard.words(tx, asked)
  if (!words.ok) return words
  const { proof, rest } = withoutProof(asked.input)
  const required = (why: ProofRequired['why']) => refuse({ code: 'proof_required' as const, act: name, summary: words.value, why })
  if (proof === undefined) return required('missing')
  const used = await useProof(tx, asked.actor, { proof, act: name, input: rest })
  if (used.ok) return { ok: true, value: used.proof }
  return used.why === 'other_act' ? refuse({ code: 'proof_mismatch', act: name }) : required(used.why)
}

/** The verb up to its act: parse, load, authorize, and what it says of what it would do. */
const inWordsOf =
  <K extends keyof Tx, Input extends z.ZodType, Res extends Owned, T, R>(
    spec: CommandSpec<Pick<Tx, K | Raw>, Input, Res, T, R>,
    guard: Guard<Pick<Tx, K | Raw>, Input, Res, R>,
  ): InWords<R> =>
  async (actor, raw) => {
    const parsed = spec.input.safeParse(raw)
    if (!parsed.success) return refuse(toInvalid(parsed.error))
    const input = parsed.data as z.output<Input>
    let denied: Recorded | null = null
    const result = await transaction(actor.tenantId, async (tx): Promise<Result<{ input: unknown; summary: string }, R | Refusal>> => {
      denied = null
      const resource = await spec.resource(tx, input, actor)
      if (!resource) return refuse({ code: 'not_found' })
      const denial = decide(actor, spec.name, resource)
      if (denial) {
        denied = denial
        return refuse(denial.reason === 'other_tenant' ? { code: 'not_found' } : denial)
      }
      const words = await guard.words(tx, { actor, input, resource })
      if (words.ok) return { ok: true, value: { input: withoutProof(input).rest, summary: words.value } }
      if (isRecorded(words.refusal)) denied = words.refusal
      return words
    })
    if (denied) await recordDenial(actor, spec.name, denied)
    return result
  }

function withoutProof(input: unknown): { proof: string | undefined; rest: unknown } {
  const { proof, ...rest } = input as { proof?: string }
  return { proof, rest }
}

/** Refusals that the ledger keeps, though what was asked for was rolled back. */
type Recorded = Denied | Separated | ProofRequired | ProofMismatch

const isRecorded = (refusal: unknown): refusal is Separated | ProofRequired | ProofMismatch => {
  if (typeof refusal !== 'object' || refusal === null || !('code' in refusal)) return false
  // Being asked for a proof is a step of the way; using one twice, or one for something else, is not.
  return refusal.code === 'separated' || refusal.code === 'proof_mismatch' || (refusal.code === 'proof_required' && 'why' in refusal && refusal.why === 'used')
}

/** The attempt outlives the rollback. */
export async function recordDenial(actor: Actor, permission: Permission, denied: Recorded): Promise<void> {
  const reason = reasonOf(denied)
  await transaction(
    actor.tenantId,
    async (tx) => ({ ok: true as const, value: await append(tx, actor, permission, { result: 'denied', reason }) }),
    'ReadCommitted',
  )
}

function reasonOf(denied: Recorded): string {
  switch (denied.code) {
    case 'denied':
      return `${denied.code}:${denied.reason}`
    case 'separated':
      return denied.rule
    case 'proof_required':
      return `proof_${denied.why}`
    case 'proof_mismatch':
      return denied.code
  }
}
