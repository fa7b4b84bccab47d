import 'server-only'
import { parseId } from '@/lib/kernel/ids'
import { apiAsSignedIn } from './api'

/** The thumbprint of a run's key (RFC 7638): SHA-256 in base64url. */
const THUMBPRINT = /^[A-Za-z0-9_-]{43}$/

/**
 * What somebody means who searches for an id, as a change of the list's filters: the id of a token is that of its
 * delegation; else an event, or an agent; a thumbprint is a run. Null where it is words, or nobody's id.
 */
export async function filterOfId(text: string | undefined): Promise<Record<string, string> | null> {
  const asked = text?.trim() ?? ''
  const id = parseId(asked.toLowerCase())
  if (id === null) return THUMBPRINT.test(asked) ? { run: asked } : null
  const api = await apiAsSignedIn()
  if (!api) return null
  const [under, event, agent] = await Promise.all([api.events.list({ delegation: id, show: 'all', limit: 1 }), api.events.get({ eventId: id }), api.agents.get({ agentId: id })])
  if (under.ok && under.value.items.length > 0) return { delegation: id }
  if (event.ok) return { event: id }
  return agent.ok ? { agent: id } : null
}
