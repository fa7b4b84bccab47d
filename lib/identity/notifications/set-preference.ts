import { ok, refuse } from '@/lib/kernel/result'
import type { Refusal } from '../refusals'
import { isAlarm, KINDS, SetPreferenceInput } from './contract'
import { command } from './internal/tables'

/** Says whether one wants e-mail of a kind. What concerns what agents are kept from cannot be switched off. */
export const setPreference = command({
  name: 'notifications.mine.set',
  input: SetPreferenceInput,
  resource: async (_tx, _input, actor) => ({ tenantId: actor.tenantId }),
  act: async (tx, { actor, input: { kind, send } }) => {
    if (actor.kind !== 'person') return refuse<Refusal>({ code: 'not_found' })
    if (isAlarm(kind) && !send) return refuse<Refusal>({ code: 'invalid', fields: { send: `“${KINDS[kind].title}” cannot be switched off` } })
    await tx.notificationPreference.upsert({ where: { personId_kind: { personId: actor.id, kind } }, create: { personId: actor.id, kind, tenantId: actor.tenantId, email: send }, update: { email: send } })
    return ok({ value: {}, subject: { kind: 'person', id: actor.id, name: actor.name }, detail: { kind, email: send } })
  },
})
