import { Fault } from '@/lib/kernel/fault'
import { ok, refuse } from '@/lib/kernel/result'
import type { Command } from '../command'
import type { NotFound } from '../refusals'
import { z } from 'zod'
import { StepCheck, SYSTEM_KINDS, SystemIdInput, type CheckedSystemView } from './contract'
import type { ConnectedSystem } from './internal/deprovision'
import { systemViews } from './internal/system-view'
import { command, query } from './internal/tables'

/** Asks a system what a retirement would ask it, about an agent that is nobody's: nothing there changes. */
export type SystemReach = (system: ConnectedSystem) => Promise<StepCheck[]>
export type CheckSettings = { reachSystem: SystemReach }

const load = query({
  name: 'registry.system.check',
  input: SystemIdInput,
  answer: async (tx, { actor, input: { systemId } }): Promise<ConnectedSystem | null> => {
    const row = await tx.connectedSystem.findFirst({ where: { id: systemId, tenantId: actor.tenantId, removedAt: null } })
    const kind = SYSTEM_KINDS.find((one) => one === row?.kind)
    if (!row || !kind || row.credentialSealed === null) return null
    const { id, url, introspectionUrl, header, credentialSealed } = row
    return { id, kind, url, introspectionUrl, header, credentialSealed }
  },
})

/** What was found is kept, and recorded whatever it was. */
const note = command({
  name: 'registry.system.check',
  input: SystemIdInput.extend({ checks: z.array(StepCheck) }),
  resource: (tx, { systemId }, actor) => tx.connectedSystem.findFirst({ where: { id: systemId, tenantId: actor.tenantId, removedAt: null } }),
  act: async (tx, { actor, input: { checks }, resource: { id, name, kind } }) => {
    const wrong = checks.filter((one) => !one.ok).map(({ check, detail }) => `${check}: ${detail}`)
    const checkProblem = wrong.length > 0 ? wrong.join('; ').slice(0, 500) : null
    await tx.connectedSystem.update({ where: { id }, data: { checkedAt: new Date(), checkProblem } })
    const system = (await systemViews(tx, actor.tenantId)).find((one) => one.id === id)
    if (!system) throw new Fault('a system is gone within its own transaction')
    const value: CheckedSystemView = { system, checks }
    return ok({ value, result: checkProblem === null ? 'ok' : 'failed', subject: { kind: 'connected_system', id, name }, ...(checkProblem ? { reason: checkProblem.slice(0, 200) } : {}), detail: { kind, checks } })
  },
})

/** Would it do what is asked of it, when an agent is retired? The calls stand outside every transaction. */
export const checkSystem = ({ reachSystem }: CheckSettings): Command<typeof SystemIdInput, CheckedSystemView, NotFound> =>
  Object.assign(
    async (...[actor, raw]: Parameters<typeof load>) => {
      const found = await load(actor, raw)
      if (!found.ok) return found
      const noted = await note(actor, { systemId: found.value.id, checks: await reachSystem(found.value) })
      return noted.ok ? noted : refuse(noted.refusal)
    },
    { permission: load.permission, input: load.input },
  )
