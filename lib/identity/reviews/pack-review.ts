import { compareItems, writePack } from '@/lib/evidence'
import { isOfSample } from '@/lib/db/is-of-sample'
import { read } from '@/lib/db/transaction'
import { ok, refuse, type Result } from '@/lib/kernel/result'
import type { Actor } from '../actor'
import { decide } from '../access/decide'
import { recordDenial } from '../command'
import { exportLedger, type CheckpointSigner } from '../ledger'
import { toInvalid, type Refusal } from '../refusals'
import { CampaignIdInput, type CampaignView, type PackView, type ReviewItemView } from './contract'
import { findCampaignView } from './internal/campaign-view'
import { itemViews } from './internal/item-views'
import { pdfOf } from './internal/pack-pdf'
import { csvOf, summaryOf } from './internal/pack-texts'

const NAME = 'reviews.campaign.pack'

/**
 * A finished review as evidence that verifies without this installation: its items, the record of it with its proofs,
 * and a signed list of both. Who takes it is recorded, as of any export. A verb of its own shape: it waits for the
 * record to be sealed, which no transaction may.
 */
export function packReview({ issuer, signerOf }: { issuer: string; signerOf: CheckpointSigner }) {
  const toLedger = exportLedger({ issuer, signerOf })
  const run = async (actor: Actor, raw: unknown): Promise<Result<PackView, Refusal>> => {
    const parsed = CampaignIdInput.safeParse(raw)
    if (!parsed.success) return refuse(toInvalid(parsed.error))
    const denied = decide(actor, NAME, actor)
    if (denied) {
      await recordDenial(actor, NAME, denied)
      return refuse(denied)
    }
    const { campaignId } = parsed.data
    const found = await read(actor.tenantId, async (tx) => {
      const campaign = await tx.reviewCampaign.findFirst({ where: { id: campaignId, tenantId: actor.tenantId } })
      const view = campaign && (await findCampaignView(tx, actor, campaignId))
      if (!campaign || !view) return null
      const rows = await tx.reviewItem.findMany({ where: { campaignId, tenantId: actor.tenantId }, orderBy: [{ agentName: 'asc' }, { id: 'asc' }] })
      return { view, items: await itemViews(tx, actor, campaign, rows), isSample: await isOfSample(tx, actor.tenantId) }
    })
    if (!found) return refuse({ code: 'not_found' })
    const { final, total, pending, held } = found.view.progress
    if (final < total) return refuse({ code: 'conflict', detail: `${total - final} of its items are not final yet: a pack is of a finished review` })
    if (held > 0) return refuse({ code: 'conflict', detail: `${held} of its decisions wait for a confirmation: a pack is of what was applied` })
    if (pending > 0) return refuse({ code: 'conflict', detail: `${pending} of its decisions are still being applied: ask again in a few seconds` })
    const exported = await toLedger(actor, { format: 'jsonl', show: 'all', review: campaignId })
    if (!exported.ok) return exported
    const writing = exported.value.write()
    const lines: string[] = []
    let step = await writing.next()
    for (; !step.done; step = await writing.next()) lines.push(step.value)
    const [ledger, items] = [lines.join(''), found.items.map((item) => `${JSON.stringify(frozen(item))}\n`).join('')]
    if (compareItems(items, ledger)) return refuse({ code: 'conflict', detail: 'its last entries are being sealed in the record: ask again in a few seconds' })
    const zip = writePack(
      { 'items.jsonl': items, 'items.csv': csvOf(found.items), 'ledger.jsonl': ledger, 'ledger.jsonl.manifest.json': step.value, 'summary.md': summaryOf(found.view, found.items, found.isSample), 'summary.pdf': await pdfOf(found.view, found.items, found.isSample) },
      { review: aboutOf(found.view), made_at: new Date().toISOString(), made_by: actor.name, ...(found.isSample ? { sample: true as const } : {}) },
      signerOf(actor.tenantId),
    )
    return ok({ name: `${found.isSample ? 'sample-' : ''}review-${campaignId}.zip`, zip: Buffer.from(zip).toString('base64'), vkey: signerOf(actor.tenantId).vkey })
  }
  return Object.assign(run, { permission: NAME, input: CampaignIdInput } as const)
}

/** What is the same whoever reads it: not what the reader may do with it. */
const frozen = ({ may: _may, askable: _askable, requesters: _requesters, ...item }: ReviewItemView) => item
const aboutOf = ({ id, name, launched_at, due_at, progress }: CampaignView) => ({ id, name, launched_at, due_at, items: progress.total })
