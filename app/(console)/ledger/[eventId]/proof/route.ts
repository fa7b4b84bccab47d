import type { NextRequest } from 'next/server'
import { apiAsSignedIn } from '@/lib/console/api'
import { refused } from '@/lib/console/live'

/** An entry as it was sealed (`?part=entry`), or the proof that it is in the log, as a file of its own. */
export async function GET(request: NextRequest, { params }: { params: Promise<{ eventId: string }> }): Promise<Response> {
  const { eventId } = await params
  const api = await apiAsSignedIn()
  if (!api) return refused({ code: 'signed_out' })
  const proof = await api.events.proof({ eventId })
  if (!proof.ok) return refused(proof.refusal)
  const isEntry = request.nextUrl.searchParams.get('part') === 'entry'
  const who = await api.me.get({})
  const name = `${who.ok && who.value.tenant.kind === 'sample' ? 'sample-' : ''}entry-${eventId}.json${isEntry ? '' : '.tlog-proof'}`
  return new Response(isEntry ? proof.value.entry : proof.value.proof, {
    headers: { 'content-type': isEntry ? 'application/json' : 'text/plain; charset=utf-8', 'content-disposition': `attachment; filename="${name}"`, 'cache-control': 'no-store' },
  })
}
