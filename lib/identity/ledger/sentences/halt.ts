import type { EventRecord } from '../event-row'
import { actor, because, subject, text, type Parts } from './parts'

const HALTED: Record<string, string> = { strip: 'stripped', quarantine: 'quarantined', kill: 'killed' }
const WIDER: Record<string, string> = { run: 'one run of ', owner: 'everything owned by ', tool: 'the tool ', tool_server: 'the tool server ', platform: 'the platform ', tenant: 'everything of ' }

export function halt(record: EventRecord): Parts {
  if (record.result === 'denied') return [...actor(record), text(' was refused to halt '), ...subject(record), ...because(record)]
  const { mode, grain, requested_by: requestedBy } = record.detail as { mode?: string; grain?: string; requested_by?: string }
  const wider = WIDER[grain ?? ''] ?? ''
  const below = wider ? 0 : Math.max(0, record.chain.length - 1)
  const rest = below === 0 ? '' : below === 1 ? ' and one agent below it' : ` and ${below} agents below it`
  const asked = requestedBy ? `, as ${requestedBy} had asked` : ''
  return [...actor(record), text(` ${HALTED[mode ?? ''] ?? 'halted'} ${wider}`), ...subject(record), text(`${rest}${asked}`), ...because(record)]
}
