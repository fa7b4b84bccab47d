import { Prisma, type MandateOffer } from '@/generated/prisma/client'
import { publish } from '@/lib/db/outbox'
import { asRows } from '@/lib/db/rows'
import type { Tx } from '@/lib/db/transaction'
import { Fault } from '@/lib/kernel/fault'
import { newId } from '@/lib/kernel/ids'
import { ok, refuse } from '@/lib/kernel/result'
import type { Actor } from '../actor'
import { commandsOver } from '../command'
import { queriesOver } from '../query'
import type { Refusal } from '../refusals'
import { resourceOf } from '../registry'
import { ListOffersInput, OfferIdInput, type MandateOfferView } from './contract'
import { agentAuthority } from './internal/agent-authority'
import { serverOf } from './internal/server-of'

const OFFER_DAYS = 14
const OFFERS_SHOWN = 200
const DAY_MS = 86_400_000

const command = commandsOver<'mandate' | 'mandateOffer'>()
const query = queriesOver<'mandateOffer'>()

/** Mandate offers that nobody has decided; of one agent, or those that the reader may accept. */
export const listOffers = query({
  name: 'delegation.mandate_offer.list',
  input: ListOffersInput,
  answer: async (tx, { actor, input: { agentId, mine } }) => {
    const of = Prisma.sql`o.tenant_id = ${actor.tenantId}::uuid and o.state = 'offered' and o.expires_at > now()`
    return offerViews(tx, Prisma.sql`${of} ${agentId === undefined ? Prisma.empty : Prisma.sql`and o.agent_id = ${agentId}::uuid`} ${mine ? Prisma.sql`and a.sponsor_id::text = ${actor.id}` : Prisma.empty}`, actor)
  },
})

/** Takes it over: the sponsor of the successor gives it, as they give any standing mandate, within what its document allows now. */
export const acceptOffer = ({ gatewayUrl }: { gatewayUrl: string }) =>
  command({
    name: 'delegation.mandate_offer.accept',
    input: OfferIdInput,
    resource: (tx, { offerId }, actor) => tx.mandateOffer.findFirst({ where: { id: offerId, tenantId: actor.tenantId } }),
    act: async (tx, { actor, resource: offer }) => {
      const agent = await agentAuthority(tx, offer.tenantId, offer.agentId)
      if (!agent || actor.kind !== 'person' || actor.id !== agent.sponsorId) return refuse<Refusal>({ code: 'separated', rule: 'only_the_sponsor' })
      const now = new Date()
      const over = ended(offer, now)
      if (over) return refuse<Refusal>({ code: 'wrong_state', state: over })
      if (agent.status !== 'active' || !agent.ownersAlive) return refuse<Refusal>({ code: 'wrong_state', state: agent.status })
      const scopes = offer.scopes.filter((scope) => agent.scopes.has(scope))
      if (scopes.length === 0) return refuse<Refusal>({ code: 'conflict', detail: 'its document in force allows none of it any more' })
      const id = newId<'mandate'>()
      const resources = [...new Set(scopes.map((scope) => resourceOf(gatewayUrl, serverOf(scope), agent.guarded)))]
      await tx.mandate.create({ data: { id, tenantId: agent.tenantId, kind: 'standing', personId: actor.id, agentId: agent.id, purpose: offer.purpose, scopes, resources, createdAt: now, expiresAt: offer.mandateExpiresAt } })
      await tx.mandateOffer.update({ where: { id: offer.id }, data: { state: 'accepted', decidedAt: now, decidedByName: actor.name, givenId: id } })
      return ok({
        value: { mandate_id: id, scopes },
        subject: { kind: 'agent', id: agent.id, name: agent.name },
        rootPersonId: actor.id,
        agentId: agent.id,
        chain: [agent.id],
        mandateId: id,
        purpose: offer.purpose,
        detail: { offer: offer.id, from_agent: offer.fromAgentId, scopes, expires_at: offer.mandateExpiresAt.toISOString() },
      })
    },
  })

/** It ends with the agent that had it. Whoever answers for the successor says so. */
export const declineOffer = command({
  name: 'delegation.mandate_offer.decline',
  input: OfferIdInput,
  resource: (tx, { offerId }, actor) => tx.mandateOffer.findFirst({ where: { id: offerId, tenantId: actor.tenantId } }),
  act: async (tx, { actor, resource: offer }) => {
    const agent = await agentAuthority(tx, offer.tenantId, offer.agentId)
    if (!agent || actor.kind !== 'person' || ![agent.sponsorId, agent.ownerId].includes(actor.id)) return refuse<Refusal>({ code: 'separated', rule: 'only_who_answers_for_it' })
    const now = new Date()
    const over = ended(offer, now)
    if (over) return refuse<Refusal>({ code: 'wrong_state', state: over })
    await tx.mandateOffer.update({ where: { id: offer.id }, data: { state: 'declined', decidedAt: now, decidedByName: actor.name } })
    return ok({ value: {}, subject: { kind: 'agent', id: agent.id, name: agent.name }, agentId: agent.id, chain: [agent.id], purpose: offer.purpose, detail: { offer: offer.id, from_agent: offer.fromAgentId } })
  },
})

const ended = (offer: MandateOffer, now: Date): string | null => (offer.state !== 'offered' ? offer.state : offer.expiresAt <= now ? 'expired' : null)

export type OfferedMandate = { purpose: string; scopes: string[]; leftOut: string[]; state: 'offered' | 'accepted' | 'declined' | 'not_offered'; until: Date | null }
type Ended = { id: string; purpose: string; scopes: string[]; expires_at: Date }

/**
 * Offers what one agent did by itself to the one that follows it: within what both their documents allow, and not for
 * longer than it was given. Done again it offers nothing twice. `mandates`: those that ended with the agent.
 */
export async function offerMandates(tx: Pick<Tx, 'mandateOffer' | 'outbox' | '$queryRaw'>, { tenantId, from, to, mandates }: { tenantId: string; from: string; to: string; mandates: readonly Ended[] }): Promise<OfferedMandate[]> {
  const [before, after] = [await agentAuthority(tx, tenantId, from), await agentAuthority(tx, tenantId, to)]
  if (!before || !after) throw new Fault('an agent is gone that stays for good')
  const known = await tx.mandateOffer.findMany({ where: { tenantId, mandateId: { in: mandates.map(({ id }) => id) } } })
  const results: OfferedMandate[] = []
  for (const { id: mandateId, purpose, scopes, expires_at } of mandates) {
    const was = known.find((one) => one.mandateId === mandateId)
    if (was) {
      results.push({ purpose, scopes: was.scopes, leftOut: was.leftOut, state: was.state as OfferedMandate['state'], until: was.expiresAt })
      continue
    }
    const held = scopes.filter((scope) => before.scopes.has(scope))
    const offered = after.status === 'active' ? held.filter((scope) => after.scopes.has(scope)) : []
    const leftOut = scopes.filter((scope) => !offered.includes(scope))
    if (offered.length === 0) {
      results.push({ purpose, scopes: [], leftOut, state: 'not_offered', until: null })
      continue
    }
    const until = new Date(Math.min(expires_at.getTime(), Date.now() + OFFER_DAYS * DAY_MS))
    const id = newId<'mandate_offer'>()
    await tx.mandateOffer.create({ data: { id, tenantId, mandateId, fromAgentId: from, agentId: to, purpose, scopes: offered, leftOut, mandateExpiresAt: expires_at, expiresAt: until } })
    await publish(tx, { tenantId, topic: 'mandate.offered', key: id })
    results.push({ purpose, scopes: offered, leftOut, state: 'offered', until })
  }
  return results
}

type Row = { id: string; from_id: string; from_name: string; agent_id: string; agent_name: string; owner_id: string; sponsor_id: string; sponsor_name: string; purpose: string; scopes: string[]; left_out: string[]; mandate_expires_at: Date; offered_at: Date; expires_at: Date }

async function offerViews(tx: Pick<Tx, '$queryRaw'>, where: Prisma.Sql, actor: Actor): Promise<MandateOfferView[]> {
  const rows = asRows<Row>(
    await tx.$queryRaw(Prisma.sql`
      select o.id, f.id as from_id, f.name as from_name, a.id as agent_id, a.name as agent_name, a.owner_id, a.sponsor_id, p.name as sponsor_name, o.purpose, o.scopes, o.left_out, o.mandate_expires_at, o.offered_at, o.expires_at
      from mandate_offer o join agent f on f.id = o.from_agent_id join agent a on a.id = o.agent_id join person p on p.id = a.sponsor_id
      where ${where} order by o.offered_at, o.id limit ${OFFERS_SHOWN}`),
  )
  return rows.map((row) => ({
    id: row.id,
    from: { id: row.from_id, name: row.from_name },
    agent: { id: row.agent_id, name: row.agent_name },
    sponsor: { id: row.sponsor_id, name: row.sponsor_name },
    purpose: row.purpose,
    scopes: row.scopes,
    left_out: row.left_out,
    mandate_expires_at: row.mandate_expires_at.toISOString(),
    offered_at: row.offered_at.toISOString(),
    expires_at: row.expires_at.toISOString(),
    may_accept: actor.id === row.sponsor_id,
    may_decline: actor.id === row.sponsor_id || actor.id === row.owner_id,
  }))
}
