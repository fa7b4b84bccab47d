import type { NextRequest } from 'next/server'
import { watchAsSignedIn } from '@/lib/console/api'
import { liveEvents } from '@/lib/console/live'

type Context = { params: Promise<{ orderId: string }> }

/** The live board of one order, as server-sent events; it ends at the authority when the page that asked is gone. */
export async function GET(request: NextRequest, { params }: Context): Promise<Response> {
  const { orderId } = await params
  return liveEvents(() => watchAsSignedIn(orderId, request.headers.get('last-event-id'), request.signal))
}
