import type { NextRequest } from 'next/server'
import type { Api } from '@/lib/api/client'
import { apiAsSignedIn } from '@/lib/console/api'
import { csvLine, textStream } from '@/lib/console/csv'
import { BATCH_MAX, type ReviewItemView } from '@/lib/identity/reviews/contract'

const HEAD = [
  'agent', 'agent_id', 'risk_level', 'reviewer', 'state', 'decision', 'comment', 'removes', 'decided_by', 'decided_at', 'certified_by', 'certified_at', 'outcome_by',
  'effect', 'effect_detail', 'probe', 'probed_at', 'calls_90_days', 'never_used', 'document', 'evidence_digest',
] // prettier-ignore

const lineOf = (item: ReviewItemView) =>
  csvLine([
    item.agent.name, item.agent.id, item.risk_level, item.reviewer.name, item.state, item.decision?.what ?? null, item.decision?.comment ?? null, item.decision?.removes.join(' ') ?? null,
    item.decision?.by?.name ?? null, item.decision?.at ?? null, item.certified?.by.name ?? null, item.certified?.at ?? null, item.outcome_by, item.effect?.state ?? null, item.effect?.detail ?? null,
    item.effect?.probe?.checks.map(({ check, ok, detail }) => `${check} ${ok ? 'ok' : 'not ok'}: ${detail}`).join('; ') ?? null, item.effect?.probe?.at ?? null,
    item.evidence.calls, item.unused.join(' '), item.evidence.document.digest, item.digest,
  ]) // prettier-ignore

type Page = Awaited<ReturnType<Api['reviews']['items']>>

async function* items(api: Api, campaignId: string, first: Page): AsyncGenerator<ReviewItemView> {
  for (let page = first; ; ) {
    if (!page.ok) throw new Error('the items could not be read to their end')
    yield* page.value.items
    if (!page.value.next) return
    page = await api.reviews.items({ campaignId, limit: BATCH_MAX, cursor: page.value.next })
  }
}

async function* csv(all: AsyncGenerator<ReviewItemView>, sample: string | null): AsyncGenerator<string> {
  if (sample) yield csvLine([`sample data: ${sample}`])
  yield csvLine(HEAD)
  for await (const item of all) yield lineOf(item)
}

async function* json(campaign: unknown, all: AsyncGenerator<ReviewItemView>, sample: string | null): AsyncGenerator<string> {
  yield `{${sample ? '"sample":true,' : ''}"campaign":${JSON.stringify(campaign)},"items":[`
  let comma = ''
  for await (const item of all) {
    yield `${comma}\n${JSON.stringify(item)}`
    comma = ','
  }
  yield ']}\n'
}

/** Every item with its frozen evidence, what was decided and what was found afterwards, as the signed-in person may read it. */
export async function GET(request: NextRequest, { params }: { params: Promise<{ campaignId: string }> }): Promise<Response> {
  const { campaignId } = await params
  const format = request.nextUrl.searchParams.get('format') ?? 'csv'
  if (format !== 'csv' && format !== 'json') return Response.json({ refusal: { code: 'invalid', fields: { format: 'csv or json' } } }, { status: 400 })
  const api = await apiAsSignedIn()
  if (!api) return Response.json({ refusal: { code: 'signed_out' } }, { status: 401 })
  const campaign = await api.reviews.get({ campaignId })
  const first = await api.reviews.items({ campaignId, limit: BATCH_MAX })
  const refused = !campaign.ok ? campaign : !first.ok ? first : null
  if (refused) return Response.json({ refusal: refused.refusal }, { status: { signed_out: 401, invalid: 400, not_found: 404 }[refused.refusal.code as string] ?? 403 })
  const who = await api.me.get({})
  const sample = who.ok && who.value.tenant.kind === 'sample' ? who.value.tenant.name : null
  const all = items(api, campaignId, first)
  return new Response(textStream(format === 'csv' ? csv(all, sample) : json(campaign.ok ? campaign.value : null, all, sample)), {
    headers: {
      'content-type': format === 'csv' ? 'text/csv; charset=utf-8' : 'application/json; charset=utf-8',
      'content-disposition': `attachment; filename="${sample ? 'sample-' : ''}review-${campaignId}.${format}"`,
      'cache-control': 'no-store',
    },
  })
}
