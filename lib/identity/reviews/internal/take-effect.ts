import type { ReviewCampaign, ReviewItem } from '@/generated/prisma/client'
import { asRows } from '@/lib/db/rows'
import { read } from '@/lib/db/transaction'
import { parseId, type TenantId } from '@/lib/kernel/ids'
import { ok, refuse, type Result } from '@/lib/kernel/result'
import { personActor } from '../../access'
import type { Actor } from '../../actor'
import { halt } from '../../containment'
import type { Refusal } from '../../refusals'
import { approveAgent, noteReviewed, reviseAgent } from '../../registry'
import type { ReviewDecision } from '../contract'
import { liveAgents } from './live'

export const applier = (tenantId: TenantId): Actor => ({ kind: 'job', tenantId, id: 'reviews.apply', name: 'Access review' })

type Decided = { item: ReviewItem; campaign: ReviewCampaign }

/**
 * Does what was decided, through the verbs that anybody else would use. Whatever it was cut off in, doing it again does
 * the rest: each step first looks whether it is done. The refusal is why it could not be done, in words.
 */
export async function takeEffect(tenantId: TenantId, { item, campaign }: Decided): Promise<Result<null, string>> {
  switch (item.decision as ReviewDecision) {
    case 'keep':
      return said(await noteReviewed(applier(tenantId), { agentId: item.agentId }))
    case 'remove':
      return suspend(tenantId, { item, campaign })
    case 'reduce':
      return reduce(tenantId, { item, campaign })
  }
}

async function suspend(tenantId: TenantId, { item, campaign }: Decided): Promise<Result<null, string>> {
  const ordered = await read(tenantId, async (tx) =>
    asRows<{ id: string }>(
      await tx.$queryRaw`
        select id from containment_order where tenant_id = ${tenantId}::uuid and target_id = ${item.agentId}::uuid and grain = 'agent' and lifted_at is null
          and ordered_by = ${applier(tenantId).id} and committed_at >= ${item.finalAt}`,
    ),
  )
  if (ordered.length > 0) return ok(null)
  const why = item.comment ? `: ${item.comment}` : item.outcomeBy === 'no_response' ? ': nobody answered' : ''
  return said(await halt(applier(tenantId), { grain: 'agent', agentId: item.agentId, reason: `Removed in the access review “${campaign.name}”${why}`.slice(0, 500) }))
}

/**
 * Writes the narrower document as the next revision and brings it into force in the name of who decided: the second
 * person where there was one, and where nobody answered whoever launched the campaign with that rule. The registry's
 * own rules hold for them, and its tokens of the broader document end with it.
 */
async function reduce(tenantId: TenantId, { item, campaign }: Decided): Promise<Result<null, string>> {
  const agent = (await read(tenantId, (tx) => liveAgents(tx, tenantId, [item.agentId]))).get(item.agentId)
  if (!agent || agent.status === 'retired') return refuse('it is not in force any more')
  const tools = agent.document.tools.filter(({ mcp_server, tool_id }) => !item.removes.includes(`mcp:${mcp_server}:${tool_id}`))
  if (tools.length === agent.document.tools.length) return ok(null)
  const job = applier(tenantId)
  let draft = agent.draft
  if (draft && draft.author !== job.id) return refuse('a draft of its document is open: it has to be approved or ended first')
  if (!draft) {
    const { next_review_at: due, ...document } = agent.document
    const written = await reviseAgent(job, {
      agentId: item.agentId,
      document: { ...document, tools, ...(due && Date.parse(due) > Date.now() ? { next_review_at: due } : {}) },
      base: agent.digest,
      note: `Reduced to what was used, in the access review “${campaign.name}”`,
    })
    if (!written.ok) return refuse(wordsOf(written.refusal))
    if (!written.value.draft) return refuse('its draft was ended')
    draft = { author: job.id, digest: written.value.draft.digest }
  }
  const inTheNameOf = parseId<'person'>(item.certifiedBy ?? item.decidedBy ?? campaign.createdBy)
  const person = inTheNameOf && (await personActor(inTheNameOf))
  if (!person || person.actor.tenantId !== tenantId) return refuse('whoever decided has no access any more: somebody else has to approve the draft')
  return said(await approveAgent(person.actor, { agentId: item.agentId, digest: draft.digest }))
}

const said = (result: Result<unknown, Refusal>): Result<null, string> => (result.ok ? ok(null) : refuse(wordsOf(result.refusal)))

function wordsOf(refusal: Refusal): string {
  switch (refusal.code) {
    case 'proof_required':
      return 'of high or critical risk: an administrator approves the draft on the agent’s page, with their passkey'
    case 'conflict':
      return refusal.detail
    case 'invalid':
      return Object.entries(refusal.fields).map(([field, problem]) => `${field}: ${problem}`).join('; ')
    case 'denied':
      return 'the role of whoever decided does not allow it any more'
    case 'separated':
      return refusal.rule.replaceAll('_', ' ')
    case 'wrong_state':
      return `it is ${refusal.state.replaceAll('_', ' ')}`
    default:
      return refusal.code.replaceAll('_', ' ')
  }
}
