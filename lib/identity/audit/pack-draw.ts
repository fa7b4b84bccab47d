import { isOfSample } from '@/lib/db/is-of-sample'
import { read } from '@/lib/db/transaction'
import { writeDrawPack } from '@/lib/evidence'
import { writeDrawPdf } from '@/lib/evidence/draw-pdf'
import { ok, refuse, type Result } from '@/lib/kernel/result'
import type { z } from 'zod'
import type { Actor } from '../actor'
import { decide } from '../access/decide'
import { recordDenial } from '../command'
import { archivedBetween, exportLedger, inArchiveAlone, type CheckpointSigner } from '../ledger'
import { toInvalid, type Refusal } from '../refusals'
import { DrawIdInput, type DrawItemView, type DrawPackView, type DrawView } from './contract'
import { drawView } from './internal/draw-view'

const NAME = 'audit.draw.pack'

/**
 * A sample as evidence that verifies without this installation: its events with what was found of each, and their part
 * of the record with its proofs. Who takes it is recorded, as of any export.
 */
export function packDraw({ issuer, signerOf }: { issuer: string; signerOf: CheckpointSigner }) {
  const toLedger = exportLedger({ issuer, signerOf })
  const run = async (actor: Actor, raw: unknown): Promise<Result<z.infer<typeof DrawPackView>, Refusal>> => {
    const parsed = DrawIdInput.safeParse(raw)
    if (!parsed.success) return refuse(toInvalid(parsed.error))
    const denied = decide(actor, NAME, actor)
    if (denied) {
      await recordDenial(actor, NAME, denied)
      return refuse(denied)
    }
    const { drawId } = parsed.data
    const found = await read(actor.tenantId, async (tx) => ({ view: await drawView(tx, actor, drawId), isSample: await isOfSample(tx, actor.tenantId) }))
    const { view, isSample } = found
    if (!view) return refuse({ code: 'not_found' })
    const archived = view.items.length < view.events ? await archivedBetween(actor.tenantId, new Date(view.since), new Date(view.until)) : null
    if (archived) return refuse({ code: 'conflict', detail: inArchiveAlone('this sample', archived) })
    const exported = await toLedger(actor, { format: 'jsonl', show: 'all', draw: drawId })
    if (!exported.ok) return exported
    const writing = exported.value.write()
    const lines: string[] = []
    let step = await writing.next()
    for (; !step.done; step = await writing.next()) lines.push(step.value)
    const { items, may_mark: _may, drawn_by, ...draw } = view
    const zip = writeDrawPack(
      { 'events.jsonl': items.map((item) => `${JSON.stringify(item)}\n`).join(''), 'ledger.jsonl': lines.join(''), 'ledger.jsonl.manifest.json': step.value, 'summary.pdf': await writeDrawPdf(summaryOf(view), { isSample }) },
      { draw: { ...draw, drawn_by: drawn_by.name }, made_at: new Date().toISOString(), made_by: actor.name, ...(isSample ? { sample: true as const } : {}) },
      signerOf(actor.tenantId),
    )
    return ok({ name: `${isSample ? 'sample-' : ''}audit-${view.seed}.zip`, zip: Buffer.from(zip).toString('base64'), vkey: signerOf(actor.tenantId).vkey })
  }
  return Object.assign(run, { permission: NAME, input: DrawIdInput } as const)
}

const summaryOf = (view: DrawView) => ({
  seed: view.seed, since: view.since, until: view.until, size: view.size, population: view.population, drawnAt: view.drawn_at, drawnBy: view.drawn_by.name, marked: view.marked, notFollowed: view.not_followed,
  filter: Object.entries(view.filter).map(([name, value]) => `${name} ${value}`),
  events: view.items.map((item) => ({
    number: item.number, position: item.position, at: item.event.at,
    sentence: `${item.event.sentence.map((part) => ('text' in part ? part.text : part.name)).join('')}.`,
    human: detailOf(item, 'human'), chain: item.event.chain.map(({ name }) => name).join(' to '),
    missing: item.evidence.filter(({ state }) => state === 'missing').map(({ what, detail }) => `${what}: ${detail}`),
    verdict: item.mark ? (item.mark.verdict === 'followed' ? 'followed' : 'not followed') : 'not looked at', note: item.mark?.note ?? null,
  })),
}) // prettier-ignore

const detailOf = ({ evidence }: DrawItemView, what: string): string => evidence.find((one) => one.what === what)?.detail ?? ''
