import type { Prisma } from '@/generated/prisma/client'
import { uuidArray } from '@/lib/db/rows'
import type { Writer } from '@/lib/db/plain-transaction'
import { newId, type EntryId } from '@/lib/kernel/ids'
import type { Actor } from '../actor'

export type EntryResult = 'allowed' | 'denied' | 'ok' | 'failed' | 'cut'

/** What a verb says of what it did. Named fields only: a new column of a row stays out of the ledger by default. */
export type Change = {
  result?: EntryResult
  reason?: string
  subject?: { kind: string; id: string; name?: string }
  rootPersonId?: string
  agentId?: string
  chain?: readonly string[]
  delegationId?: string
  mandateId?: string
  /** What this entry tells about: the order, of a halt and of a restore. */
  causeId?: string
  purpose?: string
  detail?: Prisma.InputJsonObject
}

/** Appends one entry in the caller's transaction; its place in the log comes later, from the sequencer. In SQL, because the chain of a wide order is a thousand ids. */
export async function append(tx: Pick<Writer, '$executeRaw'>, actor: Actor, action: string, change: Change, occurredAt = new Date()): Promise<EntryId> {
  const id = newId<'ledger_entry'>()
  const { subject } = change
  await tx.$executeRaw`
    insert into ledger_entry (id, tenant_id, occurred_at, action, result, reason, actor_kind, actor_id, actor_name,
      root_person_id, agent_id, chain, delegation_id, mandate_id, subject_kind, subject_id, subject_name, purpose, cause_id, detail)
    values (${id}::uuid, ${actor.tenantId}::uuid, ${occurredAt}::timestamptz, ${action}, ${change.result ?? 'ok'}, ${change.reason ?? null}, ${actor.kind}, ${actor.id}, ${actor.name},
      ${change.rootPersonId ?? null}::uuid, ${change.agentId ?? null}::uuid, ${uuidArray(change.chain ?? [])}::uuid[], ${change.delegationId ?? null}::uuid, ${change.mandateId ?? null}::uuid,
      ${subject?.kind ?? null}, ${subject?.id ?? null}, ${subject?.name ?? null}, ${change.purpose ?? null}, ${change.causeId ?? null}::uuid, ${JSON.stringify(change.detail ?? {})}::jsonb)`
  return id
}
