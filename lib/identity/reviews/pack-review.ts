import type { ReviewCampaign, ReviewItem } from '@/generated/prisma/client'
import { comparison, reviewPackWriter } from '@/lib/evidence'
import { isOfSample } from '@/lib/db/is-of-sample'
import { read, type Tx } from '@/lib/db/transaction'
import { Fault } from '@/lib/kernel/fault'
import { ok, refuse, type Result } from '@/lib/kernel/result'
import type { Actor } from '../actor'
import { decide } from '../access/decide'
import { recordDenial } from '../command'
import { archivedBetween, exportLedger, inArchiveAlone, type CheckpointSigner } from '../ledger'
import { toInvalid, type Refusal } from '../refusals'
import { CampaignIdInput, type CampaignView, type ReviewItemView } from './contract'
import { findCampaignView } from './internal/campaign-view'
import { itemViews } from './internal/item-views'
import { pdfOf } from './internal/pack-pdf'
import { csvHead, csvLineOf, summaryOf, type Shown } from './internal/pack-texts'

const NAME = 'reviews.campaign.pack'
const PAGE = 200
/** In what people read: the files hold all of them. */
const ITEMS_SHOWN = 1_000

export type ReviewPack = {
  name: string
  /** The log's key for information: whoever verifies has it from elsewhere. */
  vkey: string
  /** The file, a part at a time as it is asked for. */
  write: () => AsyncGenerator<Uint8Array, void>
}

/**
 * A finished review as evidence that verifies without this installation: its items, the record of it with its proofs,
 * and a signed list of both. Who takes it is recorded, as of any export. A verb of its own shape: it is written over
 * minutes, in no transaction, and nothing holds all of it.
 */
export function packReview({ issuer, signerOf }: { issuer: string; signerOf: CheckpointSigner }) {
  const toLedger = exportLedger({ issuer, signerOf })
  const run = async (actor: Actor, raw: unknown): Promise<Result<ReviewPack, Refusal>> => {
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
    const record = exported.value.write
    // Before the first byte, since nothing can be refused after it.
    if (!(await agrees(actor, campaign, record()))) return refuse({ code: 'conflict', detail: 'its last entries are being sealed in the record: ask again in a few seconds' })
    const signer = signerOf(actor.tenantId)
    return ok({ name: `${isSample ? 'sample-' : ''}review-${campaignId}.zip`, vkey: signer.vkey, write: () => written({ actor, campaign, view, isSample, signer, record }) })
  }
  return Object.assign(run, { permission: NAME, input: CampaignIdInput } as const)
}

/** Whether the record says of each item what became of it: not while its last entries wait to be sealed. */
async function agrees(actor: Actor, campaign: ReviewCampaign, record: AsyncGenerator<string, string>): Promise<boolean> {
  const compared = comparison()
  for await (const line of linesOf(record)) compared.entry(line)
  for await (const page of rowsOf(actor, campaign))
    for (const { id, agentName, decision, removes, outcomeBy, effect } of page)
      compared.item(JSON.stringify({ id, agent: { name: agentName }, decision: decision === null ? null : { what: decision, removes }, outcome_by: outcomeBy, effect: effect === null ? null : { state: effect } }))
  return compared.fault() === null
}

type Writing = { actor: Actor; campaign: ReviewCampaign; view: CampaignView; isSample: boolean; signer: ReturnType<CheckpointSigner>; record: () => AsyncGenerator<string, string> }

/** @throws where what is there is no longer what was read before the first byte: a pack that ends so is none, and nobody takes it for one */
async function* written({ actor, campaign, view, isSample, signer, record }: Writing): AsyncGenerator<Uint8Array, void> {
  let parts: Uint8Array[] = []
  const taken = () => {
    const some = parts
    parts = []
    return some
  }
  const pack = reviewPackWriter({ review: aboutOf(view), made_at: new Date().toISOString(), made_by: actor.name, ...(isSample ? { sample: true as const } : {}) }, signer, (part) => parts.push(part))
  const compared = comparison()
  const [items, rows] = [pack.file('items.jsonl'), pack.file('items.csv')]
  rows.write(csvHead)
  const shown: Shown = { first: [], taken: [], takenMore: 0 }
  for await (const page of pagesOf(actor, campaign)) {
    for (const item of page) {
      const line = JSON.stringify(frozen(item))
      items.write(`${line}\n`)
      rows.write(csvLineOf(item))
      compared.item(line)
      keep(shown, item)
    }
    yield* taken()
  }
  items.end()
  rows.end()
  const ledger = pack.file('ledger.jsonl')
  const writing = record()
  const tail = { rest: '' }
  let step = await writing.next()
  try {
    for (; !step.done; step = await writing.next()) {
      ledger.write(step.value)
      for (const line of wholeLines(tail, step.value)) compared.entry(line)
      yield* taken()
    }
  } finally {
    if (!step.done) await writing.return('')
  }
  ledger.end()
  const fault = compared.fault()
  if (fault) throw new Fault(`the review changed while its pack was written: ${fault.code}`)
  pack.whole('ledger.jsonl.manifest.json', step.value)
  pack.whole('summary.md', summaryOf(view, shown, isSample))
  pack.whole('summary.pdf', await pdfOf(view, shown.first, isSample))
  pack.finish()
  yield* taken()
}

async function* linesOf(record: AsyncGenerator<string, string>): AsyncGenerator<string> {
  const tail = { rest: '' }
  for await (const text of record) yield* wholeLines(tail, text)
}

/** The record is written in lines, each ended; `tail` keeps what has not come to its end. */
function wholeLines(tail: { rest: string }, text: string): string[] {
  const lines = `${tail.rest}${text}`.split('\n')
  tail.rest = lines.pop() ?? ''
  return lines.filter((line) => line !== '')
}

/** Of what people read, the first of each kind. */
function keep(shown: Shown, item: ReviewItemView): void {
  if (shown.first.length < ITEMS_SHOWN) shown.first.push(item)
  if (item.decision === null || item.decision.what === 'keep') return
  if (shown.taken.length < ITEMS_SHOWN) shown.taken.push(item)
  else shown.takenMore += 1
}

/** Its items a page at a time, by name; and as they are read. */
async function* rowsOf(actor: Actor, campaign: ReviewCampaign): AsyncGenerator<ReviewItem[]> {
  for (let after: ReviewItem | undefined; ; ) {
    const page = await read(actor.tenantId, (tx) => pageAfter(tx, actor, campaign, after))
    if (page.length > 0) yield page
    if (page.length < PAGE) return
    after = page.at(-1)
  }
}
async function* pagesOf(actor: Actor, campaign: ReviewCampaign): AsyncGenerator<ReviewItemView[]> {
  for (let after: ReviewItem | undefined; ; ) {
    const [rows, views] = await read(actor.tenantId, async (tx) => {
      const page = await pageAfter(tx, actor, campaign, after)
      return [page, await itemViews(tx, actor, campaign, page)] as const
    })
    if (views.length > 0) yield views
    if (rows.length < PAGE) return
    after = rows.at(-1)
  }
}
const pageAfter = (tx: Pick<Tx, 'reviewItem'>, actor: Actor, campaign: ReviewCampaign, after: ReviewItem | undefined): Promise<ReviewItem[]> =>
  tx.reviewItem.findMany({
    where: { campaignId: campaign.id, tenantId: actor.tenantId, ...(after ? { OR: [{ agentName: { gt: after.agentName } }, { agentName: after.agentName, id: { gt: after.id } }] } : {}) },
    orderBy: [{ agentName: 'asc' }, { id: 'asc' }],
    take: PAGE,
  })

/** What is the same whoever reads it: not what the reader may do with it. */
const frozen = ({ may: _may, askable: _askable, requesters: _requesters, ...item }: ReviewItemView) => item
const aboutOf = ({ id, name, launched_at, due_at, progress }: CampaignView) => ({ id, name, launched_at, due_at, items: progress.total })
