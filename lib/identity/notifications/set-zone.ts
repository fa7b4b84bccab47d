import { ok, refuse } from '@/lib/kernel/result'
import type { Refusal } from '../refusals'
import { SetZoneInput } from './contract'
import { command } from './internal/tables'

/** Says in which zone one's e-mail is written; null: in UTC. */
export const setZone = command({
  name: 'notifications.mine.set_zone',
  input: SetZoneInput,
  resource: async (_tx, _input, actor) => ({ tenantId: actor.tenantId }),
  act: async (tx, { actor, input: { zone } }) => {
    if (actor.kind !== 'person') return refuse<Refusal>({ code: 'not_found' })
    if (zone === null) await tx.personZone.deleteMany({ where: { personId: actor.id, tenantId: actor.tenantId } })
    else await tx.personZone.upsert({ where: { personId: actor.id }, create: { personId: actor.id, tenantId: actor.tenantId, zone }, update: { zone } })
    return ok({ value: {}, subject: { kind: 'person', id: actor.id, name: actor.name }, detail: { zone } })
  },
})
