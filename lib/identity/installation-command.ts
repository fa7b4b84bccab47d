import type pg from 'pg'
import type { z } from 'zod'
import { hotTransaction } from '@/lib/db/hot'
import { newId } from '@/lib/kernel/ids'
import { refuse, type Result } from '@/lib/kernel/result'
import { decide } from './access/decide'
import type { Permission } from './access/permissions'
import type { Actor } from './actor'
import type { Command } from './command'
import { recordDenial } from './command'
import { appendBatch } from './ledger/append-batch'
import { toInvalid, type Refusal } from './refusals'

type Done<T> = { value: T; /** Whose ledger keeps it; left out: the actor's. */ tenantId?: string; subject: { kind: string; id: string; name?: string }; detail?: Record<string, unknown> }

export type InstallationCommandSpec<Input extends z.ZodType, T, R> = {
  name: Permission
  input: Input
  /** Refuses before it writes: what it has written is committed whatever it answers. */
  act: (client: pg.PoolClient, args: { actor: Actor; input: z.output<Input> }) => Promise<Result<Done<T>, R>>
}

/**
 * Builds a verb about the installation and not about the actor's own tenant, of which there are few: parse, authorize,
 * act, record, in one transaction. What it may touch in another tenant is for `act` to find by itself, never by input.
 */
export const installationCommand = <Input extends z.ZodType, T, R = never>(spec: InstallationCommandSpec<Input, T, R>): Command<Input, T, R> => {
  const run = async (actor: Actor, raw: unknown): Promise<Result<T, R | Refusal>> => {
    const parsed = spec.input.safeParse(raw)
    if (!parsed.success) return refuse(toInvalid(parsed.error))
    const input = parsed.data as z.output<Input>
    const denied = decide(actor, spec.name, actor)
    if (denied) {
      await recordDenial(actor, spec.name, denied)
      return refuse(denied)
    }
    return hotTransaction('system', async (client): Promise<Result<T, R | Refusal>> => {
      const done = await spec.act(client, { actor, input })
      if (!done.ok) return done
      const { value, tenantId, subject, detail } = done.value
      await appendBatch(client, [
        { id: newId(), tenantId: tenantId ?? actor.tenantId, occurredAt: new Date(), action: spec.name, result: 'ok', actor, subject, detail: detail ?? {} },
      ])
      return { ok: true, value }
    })
  }
  return Object.assign(run, { permission: spec.name, input: spec.input })
}
