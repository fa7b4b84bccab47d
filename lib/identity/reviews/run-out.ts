import { hotTransaction } from '@/lib/db/hot'
import { asRows } from '@/lib/db/rows'
import type { Tx } from '@/lib/db/transaction'
import { trustedId } from '@/lib/kernel/ids'
import { ok, refuse } from '@/lib/kernel/result'
import type { Refusal } from '../refusals'
import { CampaignIdInput, type Evidence, type ReviewDecision } from './contract'
import { escalateCampaign, escalateItems } from './internal/escalate'
import { liveAgents } from './internal/live'
import { namesWithAccess } from './internal/questions'
import { command } from './internal/tables'
import { reductionOf } from './recommend'
import { takesAll, type NoResponse } from './terms'
import { standing, type Unsubmitted } from './when-due'

const CAMPAIGNS_MAX = 20
/** Settled in one transaction. Nothing can be decided by then, so that the parts are as good as one. */
const ITEMS_AT_ONCE = 1_000
const NAMES_KEPT = 50

type Left = Omit<Unsubmitted, 'decision' | 'decided_by' | 'decided_at' | 'decided_document'> & {
  agent_name: string; at: string; tools: Evidence['tools']; removes: string[]; keeps: string[]
  decision: ReviewDecision | null; decided_by: string | null; decided_at: Date | null; decided_document: string | null; state: string
} // prettier-ignore

const runOut = command({
  name: 'reviews.campaign.run_out',
  input: CampaignIdInput,
  resource: (tx, { campaignId }, actor) => tx.reviewCampaign.findFirst({ where: { id: campaignId, tenantId: actor.tenantId } }),
  act: async (tx, { actor, resource: campaign }) => {
    if (campaign.ranOutAt) return refuse<Refusal>({ code: 'wrong_state', state: 'over' })
    if (campaign.dueAt > new Date() || !campaign.openedAt) return refuse<Refusal>({ code: 'wrong_state', state: campaign.openedAt ? 'running' : 'launching' })
    const now = new Date()
    // Each item goes on once, by its own mark, and the campaign is escalated with the last part, in its transaction. Until then its
    // due date is over, so that nobody decides anything, and whoever comes after a kill finds it due and takes what has no mark.
    // From then on it is not due before the new date, and what is left then is settled as ever.
    const escalates = campaign.noResponse === 'escalate' && campaign.escalatedAt === null
    const found = asRows<Left>(
      await tx.$queryRaw`
        select id, agent_id, agent_name, evidence->>'at' as at, evidence->'tools' as tools, state, decision, comment, removes, keeps, decided_by, decided_at, decided_document, reviewer_id, second, third from review_item
        where campaign_id = ${campaign.id}::uuid and tenant_id = ${actor.tenantId}::uuid and state <> 'final' and not (${escalates}::boolean and (state = 'certify' or escalated_at is not null))
        order by agent_name, id limit ${ITEMS_AT_ONCE + 1}`,
    )
    const left = found.slice(0, ITEMS_AT_ONCE)
    const stands = campaign.unsubmitted === 'submit' ? await standingOf(tx, actor.tenantId, campaign.secondLook, left) : new Set<string>()
    const silent = left.filter(({ id }) => !stands.has(id))
    const given = escalates ? await escalateItems(tx, campaign, silent, now) : []
    const goesOn = new Set(given.flatMap(({ items }) => items))
    const settled = left.flatMap((item) => {
      if (goesOn.has(item.id)) return []
      if (stands.has(item.id)) return { id: item.id, stands: true, decision: item.decision, removes: item.removes, keeps: item.keeps }
      const { removes, keeps } = reductionOf(item, campaign.graceDays)
      const decision: ReviewDecision = takesAll(campaign.noResponse as NoResponse) ? 'remove' : campaign.noResponse === 'reduce' && removes.length > 0 ? 'reduce' : 'keep'
      return { id: item.id, stands: false, decision, removes: decision === 'reduce' ? removes : [], keeps: decision === 'reduce' ? keeps : [] }
    })
    await tx.$executeRaw`
      update review_item i set state = 'final', version = i.version + 1, decision = r.decision, removes = r.removes, keeps = r.keeps,
        comment = case when r.stands then i.comment end, decided_by = case when r.stands then i.decided_by end, decided_at = case when r.stands then i.decided_at end,
        decided_document = case when r.stands then i.decided_document end, submitted_when_due = r.stands, submitted_at = case when r.stands then ${now}::timestamptz else i.submitted_at end,
        outcome_by = case when r.stands then 'review' else 'no_response' end, final_at = ${now}::timestamptz, effect = 'pending'
      from jsonb_to_recordset(${JSON.stringify(settled)}::jsonb) r(id uuid, stands boolean, decision text, removes text[], keeps text[])
      where i.id = r.id and i.tenant_id = ${actor.tenantId}::uuid`
    const more = found.length > left.length
    const until = !more && escalates ? await escalateCampaign(tx, campaign, now) : null
    if (!more && !until) await tx.reviewCampaign.update({ where: { id: campaign.id }, data: { ranOutAt: now } })
    const unanswered = silent.filter(({ id }) => !goesOn.has(id))
    return ok({
      value: { items: left.length, more },
      subject: { kind: 'review', id: campaign.id, name: campaign.name },
      detail: {
        campaign: campaign.id, no_response: campaign.noResponse, items: unanswered.length, ...(more ? { more } : {}), escalated_to: campaign.createdBy, agents: unanswered.map(({ agent_name }) => agent_name).slice(0, NAMES_KEPT),
        ...(escalates ? { escalated: given } : {}), ...(until ? { due_at: until.toISOString() } : {}),
        unsubmitted: campaign.unsubmitted, submitted_when_due: left.flatMap(({ id }) => (stands.has(id) ? [id] : [])), /** Decided, and not taken for decided. */ dropped: silent.filter(({ state }) => state === 'decided').length,
      }, // prettier-ignore
    })
  },
})

async function standingOf(tx: Pick<Tx, '$queryRaw'>, tenantId: string, secondLook: boolean, left: readonly Left[]): Promise<ReadonlySet<string>> {
  const decided = left.flatMap(({ decision, decided_by, decided_at, decided_document, state, ...item }): Unsubmitted[] =>
    state === 'decided' && decision && decided_by && decided_at && decided_document ? [{ ...item, decision, decided_by, decided_at, decided_document }] : [],
  )
  if (decided.length === 0) return new Set()
  const live = await liveAgents(tx, tenantId, decided.map(({ agent_id }) => agent_id))
  return standing(decided, { live, access: await namesWithAccess(tx, tenantId, decided.map(({ decided_by }) => decided_by)), secondLook })
}

/** Settles what nobody answered, or nobody certified, by the rules that its campaign was launched with: what was decided and not submitted is submitted as it stands, where the campaign says so and nobody else has to agree; and where it is to be escalated first, what nobody answered goes to others. In the record, never silently. A thousand at a time: what is left is settled by the next look, or by whoever looks then. */
export async function endReviews(): Promise<void> {
  const due = await hotTransaction('system', (client) =>
    client.query<{ id: string; tenant_id: string }>('select id, tenant_id from review_campaign where due_at <= now() and ran_out_at is null and opened_at is not null order by due_at limit $1', [CAMPAIGNS_MAX]),
  )
  for (const { id, tenant_id } of due.rows) {
    for (let more = true; more; ) {
      const done = await runOut({ kind: 'job', tenantId: trustedId<'tenant'>(tenant_id), id: 'reviews.due', name: 'The review’s due date' }, { campaignId: id })
      more = done.ok && done.value.more
    }
  }
}
