import type { NextRequest } from 'next/server'
import { live } from '@/lib/console/live'

type Context = { params: Promise<{ orderId: string }> }

/** The live board of one order. */
export async function GET(_request: NextRequest, { params }: Context): Promise<Response> {
  const { orderId } = await params
  return live((api) => api.containment.get({ orderId }))
}
