import type { LedgerWitness } from '@/generated/prisma/client'
import { isOfSample } from '@/lib/db/is-of-sample'
import { newId } from '@/lib/kernel/ids'
import { ok, refuse, type Result } from '@/lib/kernel/result'
import { readCosigner } from '@/lib/tlog'
import type { Invalid, WrongState } from '../../refusals'
import type { Change } from '../append'
import { AddWitnessInput, WitnessIdInput, WITNESSES_MAX, type WitnessView } from './contract'
import { command } from './tables'

/** Has every new head of the log cosigned by somebody else, as soon as the worker gets to them. */
export const addWitness = command({
  name: 'ledger.witness.add',
  input: AddWitnessInput,
  resource: async (tx, _input, { tenantId }) => ({ tenantId, isSample: await isOfSample(tx, tenantId), all: await tx.ledgerWitness.findMany({ where: { tenantId, removedAt: null } }) }),
  act: async (tx, { actor, input, resource: { isSample, all } }): Promise<Result<Change & { value: WitnessView }, Invalid | WrongState>> => {
    if (isSample) return refuse({ code: 'wrong_state', state: 'sample: what is recorded there is made up' })
    const problems: Record<string, string> = {}
    if (!readCosigner(input.vkey)) problems['vkey'] = 'is no key for cosignatures (Ed25519, C2SP tlog-cosignature), or its hash is not that of its key'
    if (all.some(({ vkey }) => vkey === input.vkey)) problems['vkey'] = 'is the key of another witness'
    if (all.some(({ name }) => name.toLowerCase() === input.name.toLowerCase())) problems['name'] = 'is the name of another witness'
    if (all.length >= WITNESSES_MAX) problems['name'] = `there are ${WITNESSES_MAX} already: remove one first`
    if (Object.keys(problems).length > 0) return refuse({ code: 'invalid', fields: problems })
    const witness = await tx.ledgerWitness.create({ data: { id: newId<'ledger_witness'>(), tenantId: actor.tenantId, name: input.name, url: input.url.replace(/\/+$/, ''), vkey: input.vkey, addedByName: actor.name } })
    return ok({ value: witnessView(witness, 0), ...aboutWitness(witness), detail: { url: witness.url, vkey: witness.vkey } })
  },
})

/** It is asked no more. What it has cosigned stays with the heads. */
export const removeWitness = command({
  name: 'ledger.witness.remove',
  input: WitnessIdInput,
  resource: (tx, { witnessId }, { tenantId }) => tx.ledgerWitness.findFirst({ where: { id: witnessId, tenantId, removedAt: null } }),
  act: async (tx, { resource }) => {
    await tx.ledgerWitness.update({ where: { id: resource.id }, data: { removedAt: new Date() } })
    return ok({ value: {}, ...aboutWitness(resource), detail: { cosigned_size: resource.cosignedSize === null ? null : Number(resource.cosignedSize) } })
  },
})

export const aboutWitness = ({ id, name }: { id: string; name: string }) => ({ subject: { kind: 'witness', id, name } })

/** @param size entries of the log's newest signed head */
export function witnessView(one: LedgerWitness, size: number): WitnessView {
  const cosigned = one.cosignedSize === null || !one.cosignedAt ? null : { size: Number(one.cosignedSize), at: one.cosignedAt.toISOString() }
  return {
    id: one.id,
    name: one.name,
    url: one.url,
    vkey: one.vkey,
    added: { by: one.addedByName, at: one.addedAt.toISOString() },
    cosigned,
    behind: Math.max(0, size - (cosigned?.size ?? 0)),
    problem: one.problem,
    contradicts: one.contradictedAt !== null,
    attempts: one.attempts,
  }
}
