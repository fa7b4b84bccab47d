import { newId } from '@/lib/kernel/ids'
import { Fault } from '@/lib/kernel/fault'
import { ok, refuse, type Result } from '@/lib/kernel/result'
import type { Change } from '../ledger/append'
import type { Invalid } from '../refusals'
import { AddSystemInput, AGENT_IN_URL, SYSTEMS_MAX, type SystemView } from './contract'
import { systemViews } from './internal/system-view'
import { command } from './internal/tables'

/** Seals a secret for the row that it belongs to. */
export type SystemSettings = { sealSystemSecret: (rowId: string, secret: string) => string }

/** Connects a system: from now on an agent that is retired ends there, too. */
export const addSystem = ({ sealSystemSecret }: SystemSettings) =>
  command({
    name: 'registry.system.add',
    input: AddSystemInput,
    resource: async (tx, _input, actor) => ({ tenantId: actor.tenantId, names: (await tx.connectedSystem.findMany({ where: { tenantId: actor.tenantId, removedAt: null }, select: { name: true } })).map(({ name }) => name.toLowerCase()) }),
    act: async (tx, { actor, input, resource: { names } }): Promise<Result<Change & { value: SystemView }, Invalid>> => {
      const { name, kind, header, credential } = input
      const fields = problemsOf(input)
      if (names.includes(name.toLowerCase())) fields['name'] = 'is the name of another system'
      if (names.length >= SYSTEMS_MAX) fields['name'] = `there are ${SYSTEMS_MAX} already: remove one first`
      if (Object.keys(fields).length > 0) return refuse({ code: 'invalid', fields })
      const id = newId<'connected_system'>()
      const url = kind === 'scim' ? input.url.replace(/\/+$/, '') : input.url
      const introspectionUrl = input.introspection_url ?? null
      await tx.connectedSystem.create({ data: { id, tenantId: actor.tenantId, name, kind, url, introspectionUrl, header, credentialSealed: sealSystemSecret(id, credential), createdByName: actor.name } })
      const value = (await systemViews(tx, actor.tenantId)).find((one) => one.id === id)
      if (!value) throw new Fault('a system is gone within its own transaction')
      return ok({ value, subject: { kind: 'connected_system', id, name }, detail: { kind, url, introspection_url: introspectionUrl, header } })
    },
  })

function problemsOf({ kind, url, introspection_url: asked }: { kind: string; url: string; introspection_url?: string | undefined }): Record<string, string> {
  const named = url.includes(AGENT_IN_URL)
  return {
    // Without it, the end of one agent would delete what is there of everybody.
    ...(kind === 'secret_store' && !named ? { url: `must name whose secret it is: write ${AGENT_IN_URL} where the agent’s id stands` } : {}),
    ...(kind !== 'secret_store' && named ? { url: `is one address for every agent, without ${AGENT_IN_URL}` } : {}),
    ...(kind !== 'oauth' && asked !== undefined ? { introspection_url: 'is for OAuth alone' } : {}),
  }
}
