import { packAsSignedIn } from '@/lib/console/api'
import { refused } from '@/lib/console/live'
import { isSameOrigin } from '@/lib/console/same-origin'

/** The pack, handed on as it comes: who takes it is recorded, so it is no GET. */
export async function POST(request: Request, { params }: { params: Promise<{ campaignId: string }> }): Promise<Response> {
  if (!isSameOrigin(request)) return new Response(null, { status: 403 })
  const opened = await packAsSignedIn((await params).campaignId, request.signal)
  if (!opened.ok) return refused(opened.refusal)
  const { body, headers } = opened.value
  return new Response(body, { headers: { 'content-type': 'application/zip', 'content-disposition': headers.get('content-disposition') ?? 'attachment', 'cache-control': 'no-store', 'x-accel-buffering': 'no' } })
}
