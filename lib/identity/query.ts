import type { z } from 'zod'
import { readPlainly, type Raw } from '@/lib/db/plain-read'
import { read, type Tx } from '@/lib/db/transaction'
import { refuse, type Result } from '@/lib/kernel/result'
import { decide } from './access/decide'
import type { Permission } from './access/permissions'
import type { Actor } from './actor'
import { recordDenial } from './command'
import { toInvalid, type Refusal } from './refusals'

export type QuerySpec<Tables, Input extends z.ZodType, T> = {
  name: Permission
  input: Input
  /** Null: there is no such thing, or none that this actor may know of. */
  answer: (tx: Tables, args: { actor: Actor; input: z.output<Input> }) => Promise<T | null>
  /** Of what looks at a whole estate; left out: as any other. */
  timeoutMs?: number
}

export type Query<Input extends z.ZodType, T> = ((actor: Actor, raw: unknown) => Promise<Result<T, Refusal>>) & {
  readonly permission: Permission
  readonly input: Input
}

/**
 * Builds a verb that reads: parse, authorize, answer, in one read transaction that sees only the actor's tenant.
 * Every condition is written with values that zod has typed, so that no `undefined` can drop a filter.
 */
export const queriesOver =
  <K extends keyof Tx>() =>
  <Input extends z.ZodType, T>(spec: QuerySpec<Pick<Tx, K | '$queryRaw'>, Input, T>): Query<Input, T> =>
    verbOf(spec, (actor, input) => read(actor.tenantId, (tx) => spec.answer(tx, { actor, input }), spec.timeoutMs))

/** The same by plain SQL alone, for what is asked most and answered soonest. */
export const plainQuery = <Input extends z.ZodType, T>(spec: Omit<QuerySpec<Raw, Input, T>, 'timeoutMs'>): Query<Input, T> =>
  verbOf(spec, (actor, input) => readPlainly(actor.tenantId, (tx) => spec.answer(tx, { actor, input })))

function verbOf<Input extends z.ZodType, T>(spec: { name: Permission; input: Input }, reading: (actor: Actor, input: z.output<Input>) => Promise<T | null>): Query<Input, T> {
  const run = async (actor: Actor, raw: unknown): Promise<Result<T, Refusal>> => {
    const parsed = spec.input.safeParse(raw)
    if (!parsed.success) return refuse(toInvalid(parsed.error))
    const denied = decide(actor, spec.name, actor)
    if (denied) {
      await recordDenial(actor, spec.name, denied)
      return refuse(denied)
    }
    const input = parsed.data as z.output<Input>
    const value = await reading(actor, input)
    return value === null ? refuse({ code: 'not_found' as const }) : { ok: true, value }
  }
  return Object.assign(run, { permission: spec.name, input: spec.input })
}
