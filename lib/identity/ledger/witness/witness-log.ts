import { z } from 'zod'
import type { WitnessedLog } from '@/generated/prisma/client'
import { isOfSample } from '@/lib/db/is-of-sample'
import { newId } from '@/lib/kernel/ids'
import { ok, refuse, type Result } from '@/lib/kernel/result'
import { EMPTY_ROOT, readVerifier, type Cosigner } from '@/lib/tlog'
import type { Invalid, WrongState } from '../../refusals'
import type { Change } from '../append'
import { AddWitnessedInput, WITNESSED_MAX, WitnessedIdInput, type WitnessedList, type WitnessedView } from './contract'
import { command, query } from './tables'

/** Cosigns as a tenant; its name is what its signatures are known by. */
export type CosignerOf = (tenantId: string) => Cosigner
export type WitnessSettings = { issuer: string; cosignerOf: CosignerOf }

/** The submission prefix of a tenant's witness. */
export const witnessUrl = (issuer: string, tenantId: string): string => `${issuer}/witness/${tenantId}`

/** Cosigns the heads of somebody else's log from now on. One that was removed goes on from the head that is known of it. */
export const witnessLog = command({
  name: 'ledger.witnessed.add',
  input: AddWitnessedInput,
  resource: async (tx, _input, { tenantId }) => ({ tenantId, isSample: await isOfSample(tx, tenantId), all: await tx.witnessedLog.findMany({ where: { tenantId } }) }),
  act: async (tx, { actor, input, resource: { isSample, all } }): Promise<Result<Change & { value: WitnessedView }, Invalid | WrongState>> => {
    if (isSample) return refuse({ code: 'wrong_state', state: 'sample: what is recorded there is made up' })
    const origin = readVerifier(input.vkey)?.name
    if (!origin) return refuse({ code: 'invalid', fields: { vkey: 'is no key of a log (Ed25519, C2SP signed-note), or its hash is not that of its key' } })
    const known = all.find((one) => one.origin === origin)
    if (known && !known.removedAt) return refuse({ code: 'invalid', fields: { vkey: 'is of a log that is witnessed already: remove that first' } })
    if (all.filter(({ removedAt }) => !removedAt).length >= WITNESSED_MAX) return refuse({ code: 'invalid', fields: { vkey: `is one too many: there are ${WITNESSED_MAX} logs already` } })
    const data = { vkey: input.vkey, addedByName: actor.name, addedAt: new Date(), removedAt: null }
    const log = known
      ? await tx.witnessedLog.update({ where: { id: known.id }, data })
      : await tx.witnessedLog.create({ data: { ...data, id: newId<'witnessed_log'>(), tenantId: actor.tenantId, origin, root: new Uint8Array(EMPTY_ROOT) } })
    return ok({ value: witnessedView(log), ...aboutLog(log), detail: { vkey: log.vkey, size: Number(log.size) } })
  },
})

export const unwitnessLog = command({
  name: 'ledger.witnessed.remove',
  input: WitnessedIdInput,
  resource: (tx, { logId }, { tenantId }) => tx.witnessedLog.findFirst({ where: { id: logId, tenantId, removedAt: null } }),
  act: async (tx, { resource }) => {
    await tx.witnessedLog.update({ where: { id: resource.id }, data: { removedAt: new Date() } })
    return ok({ value: {}, ...aboutLog(resource), detail: { size: Number(resource.size) } })
  },
})

/** The logs whose heads are cosigned here, and what their keepers need to know of this witness. */
export const listWitnessed = ({ issuer, cosignerOf }: WitnessSettings) =>
  query({
    name: 'ledger.witnessed.list',
    input: z.object({}),
    answer: async (tx, { actor: { tenantId } }): Promise<WitnessedList> => {
      const logs = await tx.witnessedLog.findMany({ where: { tenantId, removedAt: null }, orderBy: { origin: 'asc' } })
      return { url: witnessUrl(issuer, tenantId), vkey: cosignerOf(tenantId).vkey, logs: logs.map(witnessedView) }
    },
  })

const aboutLog = ({ id, origin }: WitnessedLog) => ({ subject: { kind: 'witnessed_log', id, name: origin } })

function witnessedView(log: WitnessedLog): WitnessedView {
  return {
    id: log.id,
    origin: log.origin,
    vkey: log.vkey,
    added: { by: log.addedByName, at: log.addedAt.toISOString() },
    head: log.seenAt && { size: Number(log.size), root: Buffer.from(log.root).toString('base64'), at: log.seenAt.toISOString() },
    conflict: log.conflictNote !== null && log.conflictAt ? { note: log.conflictNote, at: log.conflictAt.toISOString() } : null,
  }
}
