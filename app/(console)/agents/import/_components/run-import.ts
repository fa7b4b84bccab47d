import { refusalText } from '@/lib/console/refusal-text'
import type { ImportedLine, ImportLine } from '@/lib/identity/registry/bulk-contract'
import { importAgentsAction } from '../../actions'

const LINES_A_REQUEST = 25
export type ImportRun = { lines: ImportedLine[]; /** Why it ended early. */ stopped: string | null; /** What it did not come to. */ left: readonly ImportLine[] }

/** Sends the lines some at a time, behind those that are done; each is done or not by itself, so that what was sent stays done. */
export async function runImport(before: readonly ImportedLine[], lines: readonly ImportLine[], dryRun: boolean, onStep: (done: number) => void, signal: AbortSignal): Promise<ImportRun> {
  const done = [...before]
  for (let from = 0; from < lines.length; from += LINES_A_REQUEST) {
    const ended = (stopped: string): ImportRun => ({ lines: done, stopped, left: lines.slice(from) })
    if (signal.aborted) return ended('stopped by you')
    const answer = await importAgentsAction({ lines: lines.slice(from, from + LINES_A_REQUEST), dry_run: dryRun }).catch(() => null)
    if (answer?.status !== 'done') return ended(answer?.status === 'refused' ? refusalText(answer.refusal) : 'no answer: what is registered is not registered twice')
    done.push(...answer.value.lines)
    onStep(done.length)
  }
  return { lines: done, stopped: null, left: [] }
}
