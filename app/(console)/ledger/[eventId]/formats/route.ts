import { apiAsSignedIn } from '@/lib/console/api'
import { refused } from '@/lib/console/live'

/** An entry in the formats of others, for the tabs of the explorer that show them. */
export async function GET(_request: Request, { params }: { params: Promise<{ eventId: string }> }): Promise<Response> {
  const { eventId } = await params
  const api = await apiAsSignedIn()
  if (!api) return refused({ code: 'signed_out' })
  const formats = await api.events.formats({ eventId })
  return formats.ok ? Response.json(formats.value, { headers: { 'cache-control': 'no-store' } }) : refused(formats.refusal)
}
