import { z } from 'zod'
import { witnessView } from './add-witness'
import type { WitnessView } from './contract'
import { query } from './tables'

/** Who cosigns the heads of this log, by name, and how far each has got. */
export const listWitnesses = query({
  name: 'ledger.witness.list',
  input: z.object({}),
  answer: async (tx, { actor: { tenantId } }): Promise<WitnessView[]> => {
    const head = await tx.ledgerCheckpoint.findFirst({ where: { tenantId }, orderBy: { size: 'desc' }, select: { size: true } })
    const all = await tx.ledgerWitness.findMany({ where: { tenantId, removedAt: null }, orderBy: { name: 'asc' } })
    return all.map((one) => witnessView(one, Number(head?.size ?? 0)))
  },
})
