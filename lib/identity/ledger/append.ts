import type { Prisma } from '@/generated/prisma/client'
import type { Tx } from '@/lib/db/transaction'
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

/** Appends one entry in the caller's transaction; its place in the log comes later, from the sequencer. */
export async function append(
  tx: Pick<Tx, 'ledgerEntry'>,
  actor: Actor,
  action: string,
  change: Change,
  occurredAt = new Date(),
): Promise<EntryId> {
  const id = newId<'ledger_entry'>()
  await tx.ledgerEntry.create({
    data: {
      id,
      tenantId: actor.tenantId,
      occurredAt,
      action,
      result: change.result ?? 'ok',
      reason: change.reason ?? null,
      actorKind: actor.kind,
      actorId: actor.id,
      actorName: actor.name,
      rootPersonId: change.rootPersonId ?? null,
      agentId: change.agentId ?? null,
      chain: [...(change.chain ?? [])],
      delegationId: change.delegationId ?? null,
      mandateId: change.mandateId ?? null,
      subjectKind: change.subject?.kind ?? null,
      subjectId: change.subject?.id ?? null,
      subjectName: change.subject?.name ?? null,
      purpose: change.purpose ?? null,
      causeId: change.causeId ?? null,
      detail: change.detail ?? {},
    },
  })
  return id
}
