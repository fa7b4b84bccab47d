import { refusalText } from '@/lib/console/refusal-text'
import type { ImportedLine, ImportLine } from '@/lib/identity/registry/bulk-contract'
import { importAgentsAction } from '../../actions'

const LINES_A_REQUEST = 25
export type ImportRun = { lines: ImportedLine[]; /** Why it ended early. */ stopped: string | null }

/** Sends the lines some at a time; each is done or not by itself, so that what was sent stays done. */
export async function runImport(lines: readonly ImportLine[], dryRun: boolean, onStep: (done: number) => void): Promise<ImportRun> {
  const done: ImportedLine[] = []
  for (let from = 0; from < lines.length; from += LINES_A_REQUEST) {
    const answer = await importAgentsAction({ lines: lines.slice(from, from + LINES_A_REQUEST), dry_run: dryRun }).catch(() => null)
    if (answer?.status !== 'done') return { lines: done, stopped: answer?.status === 'refused' ? refusalText(answer.refusal) : 'no answer. Take the same file again: what is registered is not registered twice' }
    done.push(...answer.value.lines)
    onStep(done.length)
  }
  return { lines: done, stopped: null }
}
