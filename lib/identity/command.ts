import type { z } from 'zod'
import { prisma, reservedPrisma } from '@/lib/db/client'
import { transaction, type Isolation, type Tx } from '@/lib/db/transaction'
import { refuse, type Result } from '@/lib/kernel/result'
import { decide, type Denied } from './access/decide'
import type { Permission } from './access/permissions'
import type { Actor } from './actor'
import { append, type Change } from './ledger/append'
import { toInvalid, type Refusal, type Separated } from './refusals'

type Owned = { tenantId: string }
type Raw = '$queryRaw' | '$executeRaw'

export type CommandSpec<Tables, Input extends z.ZodType, Res extends Owned, T, R> = {
  name: Permission
  input: Input
  /** Ran before anything is read, for what must be linearized; the transaction is then READ COMMITTED. */
  lock?: (tx: Tables, actor: Actor) => Promise<unknown>
  /** What the act is about, or null when the actor may not know of it. */
  resource: (tx: Tables, input: z.output<Input>, actor: Actor) => Promise<Res | null>
  act: (tx: Tables, args: { actor: Actor; input: z.output<Input>; resource: Res }) => Promise<Result<Change & { value: T }, R>>
}

export type Command<Input extends z.ZodType, T, R> = ((actor: Actor, raw: unknown) => Promise<Result<T, R | Refusal>>) & {
  readonly permission: Permission
  readonly input: Input
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
    const run = async (actor: Actor, raw: unknown): Promise<Result<T, R | Refusal>> => {
      const parsed = spec.input.safeParse(raw)
      if (!parsed.success) return refuse(toInvalid(parsed.error))
      const input = parsed.data as z.output<Input>
      let denied: Denied | Separated | null = null
      const isolation: Isolation = spec.lock ? 'ReadCommitted' : 'Serializable'
      const result = await transaction(
        actor.tenantId,
        async (tx): Promise<Result<T, R | Refusal>> => {
          denied = null
          await spec.lock?.(tx, actor)
          const resource = await spec.resource(tx, input, actor)
          if (!resource) return refuse({ code: 'not_found' })
          const denial = decide(actor, spec.name, resource)
          if (denial) {
            denied = denial
            return refuse(denial.reason === 'other_tenant' ? { code: 'not_found' } : denial)
          }
          const done = await spec.act(tx, { actor, input, resource })
          if (!done.ok) {
            if (isSeparated(done.refusal)) denied = done.refusal
            return done
          }
          const { value, ...change } = done.value
          await append(tx, actor, spec.name, change)
          return { ok: true, value }
        },
        isolation,
        spec.lock ? reservedPrisma() : prisma(),
      )
      if (denied) await recordDenial(actor, spec.name, denied)
      return result
    }
    return Object.assign(run, { permission: spec.name, input: spec.input })
  }

const isSeparated = (refusal: unknown): refusal is Separated =>
  typeof refusal === 'object' && refusal !== null && 'code' in refusal && refusal.code === 'separated'

/** The attempt outlives the rollback. */
export async function recordDenial(actor: Actor, permission: Permission, denied: Denied | Separated): Promise<void> {
  const reason = denied.code === 'separated' ? denied.rule : `${denied.code}:${denied.reason}`
  await transaction(
    actor.tenantId,
    async (tx) => ({ ok: true as const, value: await append(tx, actor, permission, { result: 'denied', reason }) }),
    'ReadCommitted',
  )
}
