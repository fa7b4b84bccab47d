import { halt } from '@/lib/identity/containment'
import { discardDraft, findProvisioned, getAgent, registerAgent, setExternalId, type ProvisionedAgent } from '@/lib/identity/registry'
import { retireAgent } from '@/lib/identity/retirement'
import type { Resource } from './answers'
import { AGENT, AGENTIC_IDENTITY, LANYARD_AGENT, refuseAs } from './attributes'
import { activeOf, done, objectOf, onlyValueOf, textOf } from './read-value'
import type { ResourceType } from './resource-type'

const REASON = 'deprovisioned over SCIM'

export const toAgent = (issuer: string, agent: ProvisionedAgent): Resource => ({
  schemas: [AGENT, LANYARD_AGENT],
  id: agent.id,
  ...(agent.external_id === null ? {} : { externalId: agent.external_id }),
  agentUserName: agent.name,
  displayName: agent.name,
  description: agent.purpose,
  active: agent.status === 'active',
  owners: [{ value: agent.owner.id, display: agent.owner.name, type: 'User', $ref: `${issuer}/scim/v2/Users/${agent.owner.id}` }],
  [LANYARD_AGENT]: { status: agent.status, sponsor: agent.sponsor.id, riskLevel: agent.risk_level, platform: agent.platform },
  meta: { resourceType: 'Agent', created: agent.created_at.toISOString(), lastModified: agent.updated_at.toISOString(), location: `${issuer}/scim/v2/Agents/${agent.id}` },
})

/** `name` is what an older draft calls it. */
const nameOf = (wanted: Resource): string | undefined => textOf(wanted, 'agentUserName') ?? textOf(wanted, 'name')

/** Its document and its key, as a person would register it; the registry says what is wrong with them. */
export function toRegistration(wanted: Resource) {
  const extension = objectOf(wanted, LANYARD_AGENT)
  const owner = onlyValueOf(wanted, 'owners') ?? refuseAs('invalidValue', 'owners is missing: one person, by id or e-mail address')
  return {
    document: {
      name: nameOf(wanted) ?? refuseAs('invalidValue', 'agentUserName is missing'),
      owner,
      sponsor: textOf(extension, 'sponsor') ?? owner,
      purpose: textOf(wanted, 'description') ?? refuseAs('invalidValue', 'description is missing: what the agent is for'),
      ...(extension.riskLevel === undefined ? {} : { risk_level: extension.riskLevel }),
      ...(extension.platform === undefined ? {} : { platform: extension.platform }),
    },
    public_key: extension.publicKey ?? refuseAs('invalidValue', `${LANYARD_AGENT}:publicKey is missing: the public half of the agent’s key, a JWK`),
  }
}

export function agentType({ issuer, trustDomain }: { issuer: string; trustDomain: string }): ResourceType {
  return {
    name: 'Agent',
    endpoint: '/Agents',
    schemas: [AGENT, AGENTIC_IDENTITY],
    async find({ actor }, { id, externalId, agentUserName }, skip, take) {
      const found = await findProvisioned(actor, { id, externalId, ...(agentUserName === undefined ? {} : { name: agentUserName }), skip, take })
      if (!found.ok && found.refusal.code === 'invalid') return { total: 0, items: [] }
      const { total, items } = done(found)
      return { total, items: items.map((agent) => toAgent(issuer, agent)) }
    },
    async create({ actor, madeBy }, wanted) {
      const register = registerAgent({ trustDomain, provisionedBy: { madeBy, externalId: textOf(wanted, 'externalId') ?? null } })
      return done(await register(actor, toRegistration(wanted))).id
    },
    async update({ actor }, current, wanted) {
      const agentId = current.id
      const name = nameOf(wanted)
      if (name !== undefined && name !== current.agentUserName) return refuseAs('mutability', 'agentUserName is kept for life')
      for (const attribute of ['displayName', 'description'])
        if ((textOf(wanted, attribute) ?? current[attribute]) !== current[attribute]) return refuseAs('mutability', `${attribute} is changed by a revision of the identity document, which somebody approves`)
      if ((onlyValueOf(wanted, 'owners') ?? onlyValueOf(current, 'owners')) !== onlyValueOf(current, 'owners')) return refuseAs('mutability', 'owners change by a transfer, which the new owner accepts')
      const [active, externalId] = [activeOf(wanted), textOf(wanted, 'externalId') ?? null]
      // A draft is approved and a halted agent restored by people.
      if (active === true && current.active === false) return refuseAs('mutability', 'an agent is made active by people: a draft is approved, and what is stopped is restored')
      if (externalId !== (current.externalId ?? null)) done(await setExternalId(actor, { agentId, externalId }))
      if (active === false && current.active === true) done(await halt(actor, { grain: 'agent', agentId, reason: REASON }))
    },
    async remove({ actor }, current) {
      const agentId = current.id
      const agent = done(await getAgent(actor, { agentId }))
      if (agent.status === 'draft') done(await discardDraft(actor, { agentId, digest: agent.draft?.digest ?? agent.revision.digest, reason: REASON }))
      else done(await retireAgent(actor, { agentId, name: agent.name, reason: REASON }))
    },
  }
}
