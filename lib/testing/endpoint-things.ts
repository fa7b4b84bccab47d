import { hotTransaction } from '@/lib/db/hot'
import { transaction } from '@/lib/db/transaction'
import type { Verbs } from '@/lib/api/verbs'
import { newId } from '@/lib/kernel/ids'
import { ok } from '@/lib/kernel/result'
import { cosigner, noteSigner } from '@/lib/tlog'
import { makeAgent, type Staff } from './agents'
import { makePoint } from './points'
import { makeLedgerEntry, makeMandate, makeOrder } from './rows'

/** One of each thing that an endpoint names by an id, in this tenant: the ids, by the names that endpoints have for them. */
export async function thingsIn(verbs: Verbs, staff: Staff, agentName: string): Promise<Record<string, string>> {
  const { agent } = await makeAgent(staff, { name: agentName })
  const mandateId = await makeMandate(staff, agent.id)
  const { orderId, delegationId } = await makeOrder(staff, agent.id, mandateId)
  return {
    agentId: agent.id,
    personId: staff.analyst.id,
    mandateId,
    orderId,
    delegationId,
    eventId: await makeLedgerEntry(staff),
    ...(await reviewIn(verbs, staff)),
    ...(await incidentIn(verbs, staff, agent.id)),
    ...(await discoveryIn(verbs, staff)),
    importId: await importIn(verbs, staff),
    serverId: await serverIn(verbs, staff),
    hookId: await hookIn(verbs, staff),
    systemId: await systemIn(verbs, staff),
    platformId: await platformIn(verbs, staff),
    receiverId: await receiverIn(verbs, staff),
    clientId: await scimClientIn(verbs, staff),
    streamId: await streamIn(verbs, staff),
    ...(await witnessesIn(verbs, staff)),
    drawId: await drawIn(staff),
    filterId: await filterIn(verbs, staff),
    ...(await webhookIn(verbs, staff)),
    pointId: (await makePoint({ tenantId: staff.tenantId })).id,
    proofId: await proofOf(verbs, staff, orderId),
    transferId: await transferIn(verbs, staff, agent.id),
    teamId: await teamIn(verbs, staff),
    requestId: await requestIn(verbs, staff),
    offerId: await offerIn(staff, agent.id, mandateId),
  }
}

/** What another agent did by itself, offered to this one. */
async function offerIn(staff: Staff, agentId: string, mandateId: string): Promise<string> {
  const [id, soon] = [newId<'mandate_offer'>(), new Date(Date.now() + 3_600_000)]
  await transaction(staff.tenantId, async (tx) => ok(await tx.mandateOffer.create({ data: { id, tenantId: staff.tenantId, mandateId, fromAgentId: agentId, agentId, purpose: 'p', scopes: [], leftOut: [], mandateExpiresAt: soon, expiresAt: soon } })))
  return id
}

async function teamIn(verbs: Verbs, staff: Staff): Promise<string> {
  const made = await verbs.teams.put(staff.admin, { name: 'A team of the test' })
  if (!made.ok) throw new Error(made.refusal.code)
  const joined = await verbs.teams.addMember(staff.admin, { teamId: made.value.id, personId: staff.analyst.id })
  if (!joined.ok) throw new Error(joined.refusal.code)
  return made.value.id
}

/** A resource server of this tenant that guards itself. */
export async function guardedIn(verbs: Verbs, staff: Staff): Promise<string> {
  const slug = `g-${newId().slice(-12)}`
  const made = await verbs.toolServers.register(staff.admin, { slug, title: 'Guarded', transport: { kind: 'guard', url: `https://${slug}.example/` } })
  if (!made.ok) throw new Error(made.refusal.code)
  return slug
}

/** A tool server behind the gateway. */
async function serverIn(verbs: Verbs, staff: Staff): Promise<string> {
  const made = await verbs.toolServers.register(staff.admin, { slug: `t-${newId().slice(-12)}`, title: 'A tool server', transport: { kind: 'http', url: 'http://mcp.internal/mcp' } })
  if (!made.ok) throw new Error(made.refusal.code)
  return made.value.id
}

/** Somebody there was asked to approve this. */
async function proofOf(verbs: Verbs, staff: Staff, orderId: string): Promise<string> {
  const asked = await verbs.proofs.start(staff.owner, { act: 'containment.restore', input: { orderId, reason: 'a reason of the test' }, returnTo: '/' })
  if (!asked.ok) throw new Error(asked.refusal.code)
  return asked.value.id
}

/** An agent that is offered to somebody. */
async function transferIn(verbs: Verbs, staff: Staff, agentId: string): Promise<string> {
  const asked = await verbs.transfers.request(staff.admin, { agentIds: [agentId], to: staff.admin.id, reason: 'a reason of the test' })
  if (!asked.ok || !asked.value[0]) throw new Error('nothing was offered')
  return asked.value[0].id
}

/** A review of everything there, with one of its items and a question about it. */
async function reviewIn(verbs: Verbs, staff: Staff): Promise<{ campaignId: string; itemId: string; questionId: string; scheduleId: string }> {
  const { reviews } = verbs
  const plan = { name: 'A review', due_at: new Date(Date.now() + 86_400_000).toISOString(), fallback: staff.admin.id }
  const check = await reviews.preview(staff.admin, plan)
  const launched = check.ok ? await reviews.launch(staff.admin, { ...plan, snapshot: check.value.snapshot }) : check
  if (!launched.ok) throw new Error(launched.refusal.code)
  const items = await reviews.items(staff.admin, { campaignId: launched.value.id })
  if (!items.ok || !items.value.items[0]) throw new Error('nothing is reviewed')
  const scheduled = await verbs.reviewSchedules.add(staff.admin, { name: 'A schedule', fallback: staff.admin.id, every: 'monthly', due_days: 7, first_at: plan.due_at })
  if (!scheduled.ok) throw new Error(scheduled.refusal.code)
  const [campaignId, itemId, questionId] = [launched.value.id, items.value.items[0].id, newId()]
  await transaction(staff.tenantId, async (tx) => ok(await tx.reviewQuestion.create({ data: { id: questionId, tenantId: staff.tenantId, campaignId, itemId, askedBy: staff.owner.id, askedOf: staff.admin.id, question: 'a question of the test' } })))
  return { campaignId, itemId, questionId, scheduleId: scheduled.value.id }
}

/** A runtime hook of this tenant. */
async function hookIn(verbs: Verbs, staff: Staff): Promise<string> {
  const added = await verbs.containment.addHook(staff.admin, { name: 'a hook of the test', url: 'https://hook.test/stop' })
  if (!added.ok) throw new Error(added.refusal.code)
  return added.value.id
}

/** Audit logs that somebody began to import there. */
async function importIn(verbs: Verbs, staff: Staff): Promise<string> {
  const begun = await verbs.imports.begin(staff.admin, { sent_by: 'command', name: 'logs of the test' })
  if (!begun.ok) throw new Error(begun.refusal.code)
  return begun.value.id
}

async function scimClientIn(verbs: Verbs, staff: Staff): Promise<string> {
  const added = await verbs.scimClients.add(staff.admin, { name: 'a SCIM client of the test' })
  if (!added.ok) throw new Error(JSON.stringify(added.refusal))
  return added.value.id
}

/** A receiver of shared signals. */
async function receiverIn(verbs: Verbs, staff: Staff): Promise<string> {
  const added = await verbs.receivers.add(staff.admin, { name: 'a receiver of the test' })
  if (!added.ok) throw new Error(added.refusal.code)
  return added.value.id
}

/** A filter that somebody saved there, and shares. */
async function filterIn(verbs: Verbs, staff: Staff): Promise<string> {
  const saved = await verbs.filters.save(staff.owner, { area: 'ledger', name: 'a filter of the test', params: { result: 'denied' }, shared: true })
  if (!saved.ok) throw new Error(saved.refusal.code)
  return saved.value.id
}

/** A sample of its record, with one event. */
async function drawIn(staff: Staff): Promise<string> {
  const id = newId()
  await hotTransaction('system', async (client) => {
    await client.query(`insert into audit_draw (id, tenant_id, seed, filter, since, until, size, population, drawn_by, drawn_by_name) values ($1, $2, 'x', '{}', now() - interval '1 day', now(), 1, 1, $3, 'x')`, [id, staff.tenantId, staff.auditor.id])
    await client.query(`insert into audit_draw_item (draw_id, tenant_id, number, entry_id, position, leaf_hash) values ($1, $2, 1, $3, 0, '\\x00')`, [id, staff.tenantId, newId()])
  })
  return id
}

/** A stream of its ledger. */
async function streamIn(verbs: Verbs, staff: Staff): Promise<string> {
  const added = await verbs.ledgerStreams.add(staff.admin, { name: 'a stream of the test', format: 'jsonl', destination: { kind: 'webhook', url: 'https://siem.test/in' } })
  if (!added.ok) throw new Error(added.refusal.code)
  return added.value.id
}

/** A witness of its log, and a log that it witnesses. */
async function witnessesIn(verbs: Verbs, staff: Staff): Promise<{ witnessId: string; logId: string }> {
  const witness = await verbs.witnesses.add(staff.admin, { name: 'a witness of the test', url: 'https://witness.test', vkey: cosigner('witness.test/one', Buffer.alloc(32, 3)).vkey })
  const log = await verbs.witnessed.add(staff.admin, { vkey: noteSigner('log.test/another', Buffer.alloc(32, 4)).vkey })
  if (!witness.ok || !log.ok) throw new Error('no witness')
  return { witnessId: witness.value.id, logId: log.value.id }
}

/** A webhook of this tenant, and something that it was to be told. */
async function webhookIn(verbs: Verbs, staff: Staff): Promise<{ webhookId: string; deliveryId: string }> {
  const added = await verbs.notifications.addWebhook(staff.admin, { name: 'a webhook of the test', url: 'https://hook.test/told' })
  if (!added.ok) throw new Error(added.refusal.code)
  const [webhookId, deliveryId] = [added.value.id, newId()]
  await transaction(staff.tenantId, async (tx) => ok(await tx.notificationDelivery.create({ data: { id: deliveryId, tenantId: staff.tenantId, channel: 'webhook', webhookId, notifications: [], kinds: [] } })))
  return { webhookId, deliveryId }
}

/** An authorization server that agents there have tokens of. */
async function systemIn(verbs: Verbs, staff: Staff): Promise<string> {
  const added = await verbs.connectedSystems.add(staff.admin, { name: 'a system of the test', kind: 'oauth', url: 'https://elsewhere.test/revoke', credential: 'a credential of the test' })
  if (!added.ok) throw new Error(added.refusal.code)
  return added.value.id
}

/** A platform that is believed there. */
async function platformIn(verbs: Verbs, staff: Staff): Promise<string> {
  const added = await verbs.discovery.addPlatform(staff.admin, { name: 'a platform of the test', issuer: `https://${newId()}.test` })
  if (!added.ok) throw new Error(added.refusal.code)
  return added.value.id
}

/** What somebody has sent to the inbox there. */
async function discoveryIn(verbs: Verbs, staff: Staff): Promise<{ sourceId: string; scanId: string; foundId: string }> {
  const { discovery } = verbs
  const begun = await discovery.begin(staff.admin, { sent_by: 'command', name: `Somewhere ${newId()}` })
  if (!begun.ok) throw new Error(begun.refusal.code)
  await discovery.add(staff.admin, { scanId: begun.value.id, found: [{ kind: 'mcp_client', path: 'mcp.json', at: 'mcpServers', name: 'A client of the test', document: {}, written_at: null }] })
  const [items, sources] = [await discovery.items(staff.admin, {}), await discovery.sources(staff.admin, {})]
  if (!items.ok || !sources.ok) throw new Error('nothing was found')
  return { scanId: begun.value.id, foundId: items.value.items[0]?.id ?? '', sourceId: sources.value.items[0]?.id ?? '' }
}

/** An incident that an order has opened, and a step of it. */
async function incidentIn(verbs: Verbs, staff: Staff, agentId: string): Promise<{ incidentId: string; stepId: string }> {
  const { containment, incidents } = verbs
  const ordered = await containment.halt(staff.admin, { agentId })
  const order = ordered.ok ? await containment.get(staff.admin, { orderId: ordered.value.order_id }) : ordered
  if (!order.ok) throw new Error(order.refusal.code)
  const incident = await incidents.get(staff.admin, { incidentId: order.value.incident?.id })
  if (!incident.ok) throw new Error(incident.refusal.code)
  return { incidentId: incident.value.id, stepId: incident.value.step_list[0]?.id ?? '' }
}

/** A wide order that waits for a second administrator. */
async function requestIn(verbs: Verbs, staff: Staff): Promise<string> {
  const { containment } = verbs
  const preview = await containment.preview(staff.admin, { grain: 'tenant' })
  if (!preview.ok) throw new Error(preview.refusal.code)
  const asked = await containment.request(staff.admin, { grain: 'tenant', name: preview.value.target.name, reason: 'a reason of the test' })
  if (!asked.ok) throw new Error(asked.refusal.code)
  return asked.value.id
}
