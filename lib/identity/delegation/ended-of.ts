import type { HopRecord } from './hop-record'

/** Why a hop's authority ended before its time, and when; null while it lasts or when it simply expired. */
export function endedOf(hop: HopRecord): { at: string; reason: string } | null {
  const ends = [
    hop.halted_at && {
      at: hop.halted_at,
      reason: `${hop.halted_target ?? 'an agent above'} was halted by ${hop.halted_by ?? 'somebody'}${hop.halt_reason ? `: ${hop.halt_reason}` : ''}`,
    },
    hop.withdrawn_at && { at: hop.withdrawn_at, reason: 'the mandate was withdrawn' },
    hop.revoked_at && { at: hop.revoked_at, reason: hop.revoked_reason ?? 'the token was revoked' },
  ].filter((end) => end !== null && end !== undefined)
  const first = ends.sort((a, b) => a.at.getTime() - b.at.getTime())[0]
  // What ended after the hop had expired changed nothing for it.
  return first && first.at < hop.expires_at ? { at: first.at.toISOString(), reason: first.reason } : null
}
