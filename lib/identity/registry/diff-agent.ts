import type { AgentRevision } from '@/generated/prisma/client'
import { isOfSample } from '@/lib/db/is-of-sample'
import type { Tx } from '@/lib/db/transaction'
import type { Actor } from '../actor'
import { decide } from '../access/decide'
import { DiffInput, IdentityDocument, type DiffView } from './contract'
import { diffDocuments } from './diff-documents'
import { agentStatus } from './internal/agent-status'
import { findWithDraft, isHigh, isStale, riskOf, separationOf, writersOf, type WithDraft } from './internal/drafts'
import { namesIn } from './internal/names-in'
import { olderTokens } from './internal/older-tokens'
import { namesOf } from './internal/people-named'
import { revisionView } from './internal/revision-view'
import { query } from './internal/tables'

/** Two revisions of one agent side by side; where the later one is the open draft, what approving it would do. */
export const diffAgent = query({
  name: 'registry.agent.diff',
  input: DiffInput,
  answer: async (tx, { actor, input }): Promise<DiffView | null> => {
    const found = await findWithDraft(tx, actor.tenantId, input.agentId)
    if (!found) return null
    const { agent, draft, inForce } = found
    const numbered = (number: number) => tx.agentRevision.findFirst({ where: { agentId: agent.id, tenantId: actor.tenantId, number } })
    const newest = () => tx.agentRevision.findFirst({ where: { agentId: agent.id, tenantId: actor.tenantId }, orderBy: { number: 'desc' } })
    const to = input.revision === undefined ? (draft ?? inForce ?? (await newest())) : await numbered(input.revision)
    if (!to) return null
    const from = input.against === undefined ? await beforeIt(tx, found, to) : await numbered(input.against)
    if (!from && input.against !== undefined) return null
    const after = IdentityDocument.parse(to.document)
    const before = from ? IdentityDocument.parse(from.document) : null
    const changes = before ? diffDocuments(before, after) : []
    const name = await namesOf(tx, actor.tenantId, [to, ...(from ? [from] : [])].flatMap((one) => [...writersOf(one), one.approvedBy ?? one.authorId, one.closedBy ?? one.authorId]))
    const shown = (revision: AgentRevision, document: IdentityDocument) => ({ ...revisionView(revision, name), document })
    return {
      agent: { id: agent.id, name: agent.name, status: await agentStatus(tx, agent) },
      from: from && before ? shown(from, before) : null,
      to: shown(to, after),
      changes,
      breaking: changes.filter((change) => change.breaking).length,
      names: await namesIn(tx, actor.tenantId, before ? [before, after] : [after]),
      approval: draft && to.id === draft.id ? await approvalOf(tx, actor, { ...found, draft }, after) : null,
    }
  },
})

/** What a draft is read against: what is in force now, whatever it was written against; else the one before it. */
function beforeIt(tx: Pick<Tx, 'agentRevision'>, { agent, inForce }: WithDraft, to: AgentRevision) {
  if (to.status === 'draft') return Promise.resolve(inForce)
  return tx.agentRevision.findFirst({
    where: { agentId: agent.id, tenantId: agent.tenantId, number: { lt: to.number }, status: { in: ['approved', 'superseded'] } },
    orderBy: { number: 'desc' },
  })
}

async function approvalOf(tx: Pick<Tx, '$queryRaw'>, actor: Actor, found: WithDraft & { draft: AgentRevision }, document: IdentityDocument): Promise<NonNullable<DiffView['approval']>> {
  const { agent, draft } = found
  const stale = isStale(found)
  const rule = separationOf(actor, found)?.rule ?? (decide(actor, 'registry.agent.approve', agent) ? 'role' : null)
  const risk = riskOf(found)
  const answers = actor.kind === 'person' && (actor.role === 'admin' || actor.id === agent.ownerId || actor.id === agent.sponsorId)
  return {
    may_approve: rule === null && !stale,
    barred: rule,
    stale,
    needs_proof: isHigh(risk) && !(await isOfSample(tx, actor.tenantId)),
    risk_level: risk,
    ends: (await olderTokens(tx, agent, document)).view,
    may_withdraw: (answers || writersOf(draft).includes(actor.id)) && decide(actor, 'registry.agent.discard_draft', agent) === null,
  }
}
