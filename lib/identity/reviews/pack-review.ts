import type { ReviewCampaign, ReviewItem } from '@/generated/prisma/client'
import { comparison, reviewPackWriter, type PackWriter } from '@/lib/evidence'
import { isOfSample } from '@/lib/db/is-of-sample'
import { read } from '@/lib/db/transaction'
import { ok, refuse, type Result } from '@/lib/kernel/result'
import type { Actor } from '../actor'
import { decide } from '../access/decide'
import { recordDenial } from '../command'
import { archivedBetween, exportLedger, inArchiveAlone, type CheckpointSigner } from '../ledger'
import { toInvalid, type Refusal } from '../refusals'
import { CampaignIdInput, type CampaignView, type PackView, type ReviewItemView } from './contract'
import { findCampaignView } from './internal/campaign-view'
import { itemViews } from './internal/item-views'
import { pdfOf } from './internal/pack-pdf'
import { csvHead, csvLineOf, summaryOf, type Shown } from './internal/pack-texts'

const NAME = 'reviews.campaign.pack'
const PAGE = 200
/** In what people read: the files hold all of them. */
const ITEMS_SHOWN = 1_000

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
      const campaign = await tx.reviewCampaign.findFirst({ where: { id: campaignId, tenantId: actor.tenantId, openedAt: { not: null } } })
      const view = campaign && (await findCampaignView(tx, actor, campaignId))
      return campaign && view ? { campaign, view, isSample: await isOfSample(tx, actor.tenantId) } : null
    })
    if (!found) return refuse({ code: 'not_found' })
    const { campaign, view, isSample } = found
    const { final, total, pending, held } = view.progress
    if (final < total) return refuse({ code: 'conflict', detail: `${total - final} of its items are not final yet: a pack is of a finished review` })
    if (held > 0) return refuse({ code: 'conflict', detail: `${held} of its decisions wait for a confirmation: a pack is of what was applied` })
    if (pending > 0) return refuse({ code: 'conflict', detail: `${pending} of its decisions are still being applied: ask again in a few seconds` })
    const archived = campaign.openedAt ? await archivedBetween(actor.tenantId, campaign.openedAt, new Date()) : null
    if (archived && archived.count > 0) return refuse({ code: 'conflict', detail: inArchiveAlone('the record of this review', archived) })
    const exported = await toLedger(actor, { format: 'jsonl', show: 'all', review: campaignId })
    if (!exported.ok) return exported
    const pack = reviewPackWriter({ review: aboutOf(view), made_at: new Date().toISOString(), made_by: actor.name, ...(isSample ? { sample: true as const } : {}) }, signerOf(actor.tenantId))
    const compared = comparison()
    const shown = await writeItems(pack, pagesOf(actor, campaign), compared.item)
    const record = pack.file('ledger.jsonl')
    const writing = exported.value.write()
    let step = await writing.next()
    for (let rest = ''; ; step = await writing.next()) {
      if (!step.done) record.write(step.value)
      const lines = `${rest}${step.done ? '' : step.value}`.split('\n')
      rest = step.done ? '' : (lines.pop() ?? '')
      for (const line of lines) if (line !== '') compared.entry(line)
      if (step.done) break
    }
    record.end()
    if (compared.fault()) return refuse({ code: 'conflict', detail: 'its last entries are being sealed in the record: ask again in a few seconds' })
    pack.whole('ledger.jsonl.manifest.json', step.value)
    pack.whole('summary.md', summaryOf(view, shown, isSample))
    pack.whole('summary.pdf', await pdfOf(view, shown.first, isSample))
    return ok({ name: `${isSample ? 'sample-' : ''}review-${campaignId}.zip`, zip: Buffer.from(pack.finish()).toString('base64'), vkey: signerOf(actor.tenantId).vkey })
  }
  return Object.assign(run, { permission: NAME, input: CampaignIdInput } as const)
}

/** Its items a page at a time, by name. */
async function* pagesOf(actor: Actor, campaign: ReviewCampaign): AsyncGenerator<ReviewItemView[]> {
  for (let after: ReviewItem | undefined; ; ) {
    const [rows, views] = await read(actor.tenantId, async (tx) => {
      const page = await tx.reviewItem.findMany({
        where: { campaignId: campaign.id, tenantId: actor.tenantId, ...(after ? { OR: [{ agentName: { gt: after.agentName } }, { agentName: after.agentName, id: { gt: after.id } }] } : {}) },
        orderBy: [{ agentName: 'asc' }, { id: 'asc' }],
        take: PAGE,
      })
      return [page, await itemViews(tx, actor, campaign, page)] as const
    })
    if (views.length > 0) yield views
    if (rows.length < PAGE) return
    after = rows.at(-1)
  }
}

/** Every item as it is read, to both files at once; what people read of them is the first of each kind. */
async function writeItems(pack: PackWriter, pages: AsyncGenerator<ReviewItemView[]>, told: (line: string) => void): Promise<Shown> {
  const [lines, rows] = [pack.file('items.jsonl'), pack.file('items.csv')]
  rows.write(csvHead)
  const shown: Shown = { first: [], taken: [], takenMore: 0 }
  for await (const page of pages)
    for (const item of page) {
      const line = JSON.stringify(frozen(item))
      lines.write(`${line}\n`)
      rows.write(csvLineOf(item))
      told(line)
      if (shown.first.length < ITEMS_SHOWN) shown.first.push(item)
      if (item.decision === null || item.decision.what === 'keep') continue
      if (shown.taken.length < ITEMS_SHOWN) shown.taken.push(item)
      else shown.takenMore += 1
    }
  lines.end()
  rows.end()
  return shown
}

/** What is the same whoever reads it: not what the reader may do with it. */
const frozen = ({ may: _may, askable: _askable, requesters: _requesters, ...item }: ReviewItemView) => item
const aboutOf = ({ id, name, launched_at, due_at, progress }: CampaignView) => ({ id, name, launched_at, due_at, items: progress.total })
