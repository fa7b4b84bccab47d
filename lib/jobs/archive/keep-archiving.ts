import { traced } from '@/lib/kernel/tracing'
import { archiveRound, type Archived, type ArchiveSettings } from './archive-round'

/** What is half a year old is so an hour later, too. */
const EVERY_MS = 60 * 60_000
/** After a start: whoever signs in first is not kept waiting by it. */
const FIRST_MS = 60_000

/** Archives what is older than the retention, until stopped; a round that is under way then ends first. */
export function keepArchiving(settings: ArchiveSettings, events: { done: (archived: Archived) => void; failed: (error: unknown) => void }): { stop(): Promise<void> } {
  let running: Promise<void> | null = null
  const round = async () => {
    try {
      const done = await traced('ledger.archive', {}, () => archiveRound({ ...settings, isStopped: () => stopped }))
      for (const one of done) if (one.files > 0 || one.removed > 0 || one.kept !== null) events.done(one)
    } catch (error) {
      events.failed(error)
    }
    running = null
  }
  let stopped = false
  const look = () => void (running ??= round())
  const first = setTimeout(look, FIRST_MS)
  const timer = setInterval(look, EVERY_MS)
  return {
    stop: async () => {
      stopped = true
      clearTimeout(first)
      clearInterval(timer)
      await running
    },
  }
}
