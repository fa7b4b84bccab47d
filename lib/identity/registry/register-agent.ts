import { newId } from '@/lib/kernel/ids'
import { ok, refuse } from '@/lib/kernel/result'
import type { Actor } from '../actor'
import type { Invalid } from '../refusals'
import { RegisterAgentInput } from './contract'
import { agentView } from './internal/agent-view'
import { lockRegistry } from './internal/drafts'
import { nameKey } from './internal/name-key'
import { RULE } from './internal/people-named'
import { peopleNeeded } from './internal/people-needed'
import { checkPublicKey } from './internal/public-key'
import { checkRegistration } from './internal/check-registration'
import { command } from './internal/tables'
import { isUniqueViolation } from './internal/unique-violation'

/**
 * Registers an agent by its identity document and the public half of its key. With low or medium risk it is active at
 * once; with high or critical risk, or with fewer people to answer for it than there are to be, it is a draft, and gets
 * no token until somebody else approves it.
 */
export const registerAgent = (settings: Settings) => registering(settings, agentView)

type Settings = { trustDomain: string; /** By a machine: a draft at any risk, which whoever made the machine's credential does not approve. */ provisionedBy?: { madeBy: string; externalId: string | null } }

/** The same, answering with `viewOf`: whoever registers thousands does not read each. */
export const registering = <V>(settings: Settings, viewOf: (tx: Parameters<typeof agentView>[0], actor: Actor, id: string, state: 'active' | 'draft') => Promise<V>) =>
  command({
    name: 'registry.agent.register',
    input: RegisterAgentInput,
    // One at a time a tenant, so that of any number with one name, or names that look alike, one is registered.
    lock: (tx, actor) => lockRegistry(tx, actor.tenantId),
    resource: async (_tx, _input, actor) => ({ tenantId: actor.tenantId }),
    act: async (tx, { actor, input }) => {
      const { tenantId } = actor
      const now = new Date()
      const invalid = (fields: Invalid['fields']) => refuse<Invalid>({ code: 'invalid', fields })

      const key = checkPublicKey(input.public_key)
      if (!key.ok) return invalid({ public_key: key.refusal })
      const checked = await checkRegistration(tx, tenantId, input.document, now)
      if (!checked.ok) return invalid(checked.refusal)
      const { document, digest, owner, sponsor, nextReviewAt } = checked.value

      const id = newId<'agent'>()
      const revisionId = newId<'revision'>()
      const provisioned = settings.provisionedBy
      if (provisioned?.externalId && (await tx.agent.findFirst({ where: { tenantId, externalId: provisioned.externalId } }))) return invalid({ externalId: 'is taken' })
      // Deputies are named afterwards: where more people are to answer for it, somebody approves it then.
      const isAnsweredFor = new Set([owner.id, sponsor.id]).size >= (await peopleNeeded(tx, tenantId, document.risk_level))
      const byRule = !provisioned && isAnsweredFor && (document.risk_level === 'low' || document.risk_level === 'medium')
      const state = byRule ? 'active' : 'draft'
      await tx.agent.create({
        data: {
          id,
          tenantId,
          name: document.name,
          nameKey: nameKey(document.name),
          spiffeId: `spiffe://${settings.trustDomain}/agent/${id}`,
          state,
          ownerId: owner.id,
          sponsorId: sponsor.id,
          team: document.team ?? null,
          platform: document.platform,
          purpose: document.purpose,
          riskLevel: document.risk_level,
          externalId: provisioned?.externalId ?? null,
          revisionInForceId: byRule ? revisionId : null,
          registeredBy: actor.id,
          nextReviewAt,
          createdAt: now,
        },
      })
      await tx.agentRevision.create({
        data: {
          id: revisionId,
          tenantId,
          agentId: id,
          number: 1,
          document,
          digest,
          status: byRule ? 'approved' : 'draft',
          authorId: actor.id,
          editedBy: provisioned ? [provisioned.madeBy] : [],
          approvedBy: byRule ? RULE : null,
          approvedAt: byRule ? now : null,
          createdAt: now,
        },
      })
      const { kid, jwk } = key.value
      try {
        await tx.agentKey.create({ data: { id: newId(), tenantId, agentId: id, kid, jwk, createdAt: now, createdBy: actor.id } })
      } catch (thrown) {
        if (!isUniqueViolation(thrown)) throw thrown
        return invalid({ public_key: 'is the key of another agent already: every agent has its own' })
      }
      return ok({
        value: await viewOf(tx, actor, id, state),
        subject: { kind: 'agent', id, name: document.name },
        agentId: id,
        chain: [id],
        detail: { state, digest, kid, owner: owner.id, sponsor: sponsor.id, risk_level: document.risk_level },
      })
    },
  })
