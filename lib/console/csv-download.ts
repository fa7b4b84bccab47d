import 'server-only'
import type { NextRequest } from 'next/server'
import type { z } from 'zod'
import type { Api, ApiRefusal } from '@/lib/api/client'
import type { Result } from '@/lib/kernel/result'
import { apiAsSignedIn } from './api'
import { csvLine, textStream } from './csv'
import { readFilters } from './filters'

const PAGE = 200

type Page<Row> = Result<{ items: readonly Row[]; next: string | null }, ApiRefusal>
type Download<Shape extends z.ZodRawShape, Asked, Row> = Readonly<{
  /** Of the file, without its ending. */
  name: string
  filters: z.ZodObject<Shape>
  /** What the list is asked for where these filters are set, as its page asks. */
  asked: (filters: z.input<z.ZodObject<Shape>>) => Asked
  list: (api: Api, asked: Asked & { limit: number; cursor?: string }) => Promise<Page<Row>>
  head: readonly string[]
  cells: (row: Row) => Parameters<typeof csvLine>[0]
}>

/** A whole list with the filters of its page, as the signed-in person; streamed a page at a time, as fast as it is taken. */
export async function csvDownload<Shape extends z.ZodRawShape, Asked, Row>(request: NextRequest, download: Download<Shape, Asked, Row>): Promise<Response> {
  const api = await apiAsSignedIn()
  if (!api) return Response.json({ refusal: { code: 'signed_out' } }, { status: 401 })
  const filters = readFilters(download.filters, Object.fromEntries(request.nextUrl.searchParams))
  if (!filters.ok) return Response.json({ refusal: filters.refusal }, { status: 400 })
  const asked = download.asked(filters.value)
  const page = (cursor?: string) => download.list(api, { ...asked, limit: PAGE, ...(cursor ? { cursor } : {}) })
  const first = await page()
  if (!first.ok) return Response.json({ refusal: first.refusal }, { status: first.refusal.code === 'signed_out' ? 401 : 403 })

  const who = await api.me.get({})
  const sample = who.ok && who.value.tenant.kind === 'sample' ? who.value.tenant.name : null
  return new Response(textStream(lines(download, first, page, sample)), {
    headers: { 'content-type': 'text/csv; charset=utf-8', 'content-disposition': `attachment; filename="${sample ? 'sample-' : ''}${download.name}.csv"`, 'cache-control': 'no-store' },
  })
}

async function* lines<Row>({ head, cells }: Pick<Download<z.ZodRawShape, unknown, Row>, 'head' | 'cells'>, first: Page<Row>, next: (cursor: string) => Promise<Page<Row>>, sample: string | null): AsyncGenerator<string> {
  if (sample) yield csvLine([`sample data: ${sample}`])
  yield csvLine(head)
  let page = first
  while (page.ok) {
    for (const row of page.value.items) yield csvLine(cells(row))
    if (!page.value.next) return
    page = await next(page.value.next)
  }
  yield csvLine(['cut: the list could not be read to its end'])
}
