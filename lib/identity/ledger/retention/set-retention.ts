import { z } from 'zod'
import { ok, refuse } from '@/lib/kernel/result'
import type { Conflict } from '../../refusals'
import { HoldInput, RETENTION_DAYS_MIN, SetRetentionInput } from '../retention-contract'
import { command } from './tables'

const SUBJECT = { kind: 'ledger', id: 'retention', name: 'the ledger' }

/** How long entries stay in the database before they are in an archive alone. */
export const setRetention = command({
  name: 'ledger.retention.set',
  input: SetRetentionInput,
  resource: async (_tx, _input, { tenantId }) => ({ tenantId }),
  act: async (tx, { input, resource: { tenantId } }) => {
    const before = await tx.ledgerRetention.findUnique({ where: { tenantId } })
    await tx.ledgerRetention.upsert({ where: { tenantId }, create: { tenantId, days: input.days }, update: { days: input.days } })
    return ok({ value: {}, subject: SUBJECT, detail: { days: input.days, before: before?.days ?? RETENTION_DAYS_MIN } })
  },
})

/** While a hold stands, nothing leaves the database, however old. A second one takes the place of the first. */
export const holdLedger = command({
  name: 'ledger.retention.hold',
  input: HoldInput,
  resource: async (_tx, _input, { tenantId }) => ({ tenantId }),
  act: async (tx, { actor, input, resource: { tenantId } }) => {
    const hold = { holdReason: input.reason, heldByName: actor.name, heldAt: new Date() }
    await tx.ledgerRetention.upsert({ where: { tenantId }, create: { tenantId, ...hold }, update: hold })
    return ok({ value: {}, subject: SUBJECT, detail: { reason: input.reason } })
  },
})

export const releaseLedger = command({
  name: 'ledger.retention.release',
  input: z.object({}),
  resource: async (_tx, _input, { tenantId }) => ({ tenantId }),
  act: async (tx, { resource: { tenantId } }) => {
    const held = await tx.ledgerRetention.findFirst({ where: { tenantId, heldAt: { not: null } } })
    if (!held) return refuse<Conflict>({ code: 'conflict', detail: 'there is no hold on the ledger' })
    await tx.ledgerRetention.update({ where: { tenantId }, data: { holdReason: null, heldByName: null, heldAt: null } })
    return ok({ value: {}, subject: SUBJECT, detail: { held_because: held.holdReason } })
  },
})
