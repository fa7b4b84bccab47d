import { ok, refuse } from '@/lib/kernel/result'
import type { Invalid } from '../refusals'
import { ConfigureInput } from './contract'
import { FACTS } from './definitions'
import { settingOf } from './internal/stored'
import { command } from './internal/tables'

/** Says what counts how much from now on. Days that are over keep the weights that they were computed with. */
export const configurePosture = command({
  name: 'posture.configure',
  input: ConfigureInput,
  resource: async (_tx, _input, actor) => ({ tenantId: actor.tenantId }),
  act: async (tx, { actor, input, resource: { tenantId } }) => {
    const unknown = Object.keys(input.weights).find((id) => !FACTS.some((fact) => fact.id === id))
    if (unknown !== undefined) return refuse<Invalid>({ code: 'invalid', fields: { [`weights.${unknown}`]: 'is not a fact' } })
    const weights = Object.fromEntries(FACTS.flatMap(({ id, weight }) => (input.weights[id] === undefined || input.weights[id] === weight ? [] : [[id, input.weights[id]]])))
    const before = await settingOf(tx, tenantId)
    const changedAt = new Date()
    const row = { weights, changedAt, changedBy: actor.name }
    await tx.postureSetting.upsert({ where: { tenantId }, create: { tenantId, ...row }, update: row })
    return ok({ value: { weights, changed_at: changedAt.toISOString() }, subject: { kind: 'posture', id: tenantId, name: 'the weights of the posture' }, detail: { before: before.weights, after: weights } })
  },
})
