import { Prisma } from '@/generated/prisma/client'
import { STATUS_SQL } from '@/lib/db/agent-status'
import { asRows } from '@/lib/db/rows'
import { read, type Tx } from '@/lib/db/transaction'
import { Fault } from '@/lib/kernel/fault'
import type { AgentId } from '@/lib/kernel/ids'
import { ok, refuse } from '@/lib/kernel/result'
import type { Actor } from '../actor'
import type { Refusal } from '../refusals'
import { CardInput, PublishCardInput, type AgentCard, type CardView } from './card-contract'
import { IdentityDocument, type AgentStatus } from './contract'
import { assertFull, cardAddress, cardOf } from './internal/card-of'
import { answersFor } from './internal/ownership-view'
import { redirectUriProblem } from './internal/redirect-uri'
import { command, query } from './internal/tables'

type Settings = { issuer: string }
type Row = {
  id: string; name: string; state: string; status: AgentStatus; owner_id: string; sponsor_id: string
  card_published_at: Date | null; card_url: string | null; number: number | null; document: unknown; organization: string
} // prettier-ignore

/** The card of an agent as others would read it, and whether they can. */
export const getCard = (settings: Settings) =>
  query({ name: 'registry.card.get', input: CardInput, answer: (tx, { actor, input }) => viewOf(tx, actor, settings, input.agentId) })

/** Makes it public that there is this agent, and what its document says for others. Nothing connects to the address. */
export const publishCard = (settings: Settings) =>
  command({
    name: 'registry.card.publish',
    input: PublishCardInput,
    resource: (tx, { agentId }, actor) => tx.agent.findFirst({ where: { id: agentId, tenantId: actor.tenantId } }),
    act: async (tx, { actor, input, resource: agent }) => {
      if (!answersFor(actor, agent)) return refuse<Refusal>({ code: 'separated', rule: 'only_who_answers_for_it' })
      if (agent.state !== 'active') return refuse<Refusal>({ code: 'wrong_state', state: agent.state })
      const url = input.url ?? agent.cardUrl
      const problem = url === null ? 'is needed: a card says where the agent answers' : redirectUriProblem(url)
      if (problem !== null) return refuse<Refusal>({ code: 'invalid', fields: { url: problem } })
      await tx.agent.update({ where: { id: agent.id }, data: { cardUrl: url, cardPublishedAt: agent.cardPublishedAt ?? new Date() } })
      return ok({ value: await viewNow(tx, actor, settings, agent.id), ...about(agent), detail: { url, before: agent.cardPublishedAt === null ? null : agent.cardUrl } })
    },
  })

/** What was public is so no more. Copies that others took stay with them, signed as they were. */
export const withdrawCard = (settings: Settings) =>
  command({
    name: 'registry.card.withdraw',
    input: CardInput,
    resource: (tx, { agentId }, actor) => tx.agent.findFirst({ where: { id: agentId, tenantId: actor.tenantId } }),
    act: async (tx, { actor, resource: agent }) => {
      if (!answersFor(actor, agent)) return refuse<Refusal>({ code: 'separated', rule: 'only_who_answers_for_it' })
      if (agent.cardPublishedAt === null) return refuse<Refusal>({ code: 'wrong_state', state: 'without_a_card' })
      await tx.agent.update({ where: { id: agent.id }, data: { cardPublishedAt: null } })
      return ok({ value: await viewNow(tx, actor, settings, agent.id), ...about(agent) })
    },
  })

/** The card that anybody may have; null for an agent that is not published, not active, contained, or none at all. */
export async function publishedCard({ issuer }: Settings, agentId: AgentId): Promise<AgentCard | null> {
  const row = await read('system', (tx) => rowOf(tx, Prisma.sql`a.id = ${agentId}::uuid and a.card_published_at is not null`))
  const card = row && isServed(row) ? contentOf(issuer, row) : null
  if (card) assertFull(card)
  return card
}

const about = ({ id, name }: { id: string; name: string }) => ({ subject: { kind: 'agent', id, name }, agentId: id, chain: [id] })
const isServed = (row: Row): boolean => row.card_published_at !== null && row.status === 'active'

const contentOf = (issuer: string, { name, organization, card_url: url, number, document }: Row): AgentCard | null =>
  number === null ? null : cardOf(issuer, { name, organization, url, revision: number, document: IdentityDocument.parse(document) })

async function rowOf(tx: Pick<Tx, '$queryRaw'>, which: Prisma.Sql): Promise<Row | null> {
  const [row] = asRows<Row>(
    await tx.$queryRaw`
      select a.id, a.name, a.state, ${STATUS_SQL} as status, a.owner_id, a.sponsor_id, a.card_published_at, a.card_url, r.number, r.document, t.name as organization
      from agent a join tenant t on t.id = a.tenant_id left join agent_revision r on r.id = a.revision_in_force_id
      where ${which}`,
  )
  return row ?? null
}

async function viewOf(tx: Pick<Tx, '$queryRaw'>, actor: Actor, { issuer }: Settings, agentId: string): Promise<CardView | null> {
  const row = await rowOf(tx, Prisma.sql`a.tenant_id = ${actor.tenantId}::uuid and a.id = ${agentId}::uuid`)
  if (!row) return null
  return {
    agent: { id: row.id, name: row.name, status: row.status },
    address: cardAddress(issuer, row.id),
    published_at: row.card_published_at?.toISOString() ?? null,
    served: isServed(row),
    url: row.card_url,
    card: contentOf(issuer, row),
    may_change: row.state !== 'retired' && answersFor(actor, { ownerId: row.owner_id, sponsorId: row.sponsor_id }) && (actor.kind !== 'person' || actor.role === 'admin' || actor.role === 'owner'),
  }
}

async function viewNow(tx: Pick<Tx, '$queryRaw'>, actor: Actor, settings: Settings, agentId: string): Promise<CardView> {
  const view = await viewOf(tx, actor, settings, agentId)
  if (!view) throw new Fault(`agent ${agentId} is gone within its own transaction`)
  return view
}
