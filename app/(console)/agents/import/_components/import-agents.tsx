'use client'

import { useRef, useState } from 'react'
import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { Link } from '@/components/ui/link'
import { Notice } from '@/components/ui/notice'
import { Progress } from '@/components/ui/progress'
import { Card } from '@/components/ui/section'
import { IMPORT_COLUMNS, type ImportedLine, type ImportLine } from '@/lib/identity/registry/bulk-contract'
import { TagField } from '@/lib/identity/registry/contract'
import type { AgentLines } from '@/lib/import/agent-lines'
import { useLeaveWarning } from '../../../_components/use-leave-warning'
import { ImportReport } from './import-report'
import { runImport, type ImportRun } from './run-import'

const BYTES_MAX = 8 * 1024 * 1024
type State =
  | { at: 'file'; problem: string | null }
  | { at: 'running'; file: AgentLines; dry: boolean; done: number; total: number }
  | { at: 'checked' | 'done'; file: AgentLines; run: ImportRun }

/** A file, what would come of it, and what came of it. The file is read in this browser; its lines go to the authority. */
export function ImportAgents() {
  const [state, setState] = useState<State>({ at: 'file', problem: null })
  const [tag, setTag] = useState('')
  const stop = useRef<AbortController>(new AbortController())
  useLeaveWarning(state.at === 'running')

  async function take(file: File | undefined) {
    if (!file) return
    if (file.size > BYTES_MAX) return setState({ at: 'file', problem: 'is larger than 8 MB: split it' })
    const { agentLines } = await import('@/lib/import/agent-lines')
    const read = agentLines(await file.text())
    if (!read) return setState({ at: 'file', problem: 'is not a CSV file whose first line names its columns, `name` among them' })
    if (read.lines.length === 0) return setState({ at: 'file', problem: read.problems[0] ? `line ${read.problems[0].line}: ${read.problems[0].problem}` : 'has no line after its first' })
    await run(read, true)
  }
  async function run(file: AgentLines, dry: boolean, lines: readonly ImportLine[] = file.lines, before: readonly ImportedLine[] = []) {
    stop.current = new AbortController()
    const at = { at: 'running' as const, file, dry, total: before.length + lines.length }
    setState({ ...at, done: before.length })
    const done = await runImport(before, lines, dry, (count) => setState({ ...at, done: count }), stop.current.signal)
    setState({ at: dry ? 'checked' : 'done', file, run: done })
  }

  if (state.at === 'file')
    return (
      <Card title="File" description={`Columns: ${IMPORT_COLUMNS.join(', ')}. Only name, owner and purpose are needed, and public_key of an agent that is new; others are left alone. The file that the list of agents gives can be taken back.`}>
        <Field label="CSV file" error={state.problem ?? undefined} hint="An agent that is here by its name is not registered again, so that a file may be taken twice.">
          <Input type="file" accept=".csv,text/csv" onChange={(event) => void take(event.target.files?.[0])} />
        </Field>
      </Card>
    )
  if (state.at === 'running')
    return (
      <div className="flex flex-col gap-4">
        <Progress label={state.dry ? 'Being checked; nothing is changed' : 'Being registered'} done={state.done} total={state.total} unit="lines" />
        <div>
          <Button onClick={() => stop.current.abort()}>Stop here</Button>
        </div>
      </div>
    )

  const { file, run: report } = state
  const ready = report.lines.filter(({ outcome, fields }) => (outcome === 'registers' && fields['public_key'] === undefined) || outcome === 'tags')
  const again = () => setState({ at: 'file', problem: null })
  const tags = TagField.safeParse(tag)
  const begin = () => {
    const chosen = new Set(ready.map(({ line }) => line))
    const lines = file.lines.filter(({ line }) => chosen.has(line))
    void run(file, false, tag.trim() === '' || !tags.success ? lines : lines.map((line) => ({ ...line, values: { ...line.values, tags: `${line.values.tags ?? ''} ${tags.data}`.trim() } })))
  }
  return (
    <div className="flex flex-col gap-4">
      {state.at === 'checked' && ready.length === 0 ? <Notice tone="info">Nothing in this file is to be done.</Notice> : null}
      {state.at === 'checked' && ready.length > 0 && !report.stopped ? (
        <Field label="Tag them all" className="max-w-sm" error={tag.trim() !== '' && !tags.success ? 'letters, digits, dot, colon, hyphen and underscore, at most 40' : undefined} hint="An agent is never deleted. By a tag of their own, those of this file are found together: to be handed over, halted or retired.">
          <Input value={tag} onChange={(event) => setTag(event.target.value)} maxLength={40} autoComplete="off" placeholder="import-2026-11" />
        </Field>
      ) : null}
      <div className="flex flex-wrap gap-2">
        {report.left.length > 0 ? (
          <Button variant="primary" onClick={() => void run(file, state.at === 'checked', report.left, report.lines)}>
            {`Go on with the other ${report.left.length.toLocaleString('en')}`}
          </Button>
        ) : null}
        {state.at === 'checked' && ready.length > 0 && !report.stopped ? (
          <Button variant="primary" disabled={tag.trim() !== '' && !tags.success} onClick={begin}>
            {`Import ${ready.length.toLocaleString('en')} ${ready.length === 1 ? 'line' : 'lines'}`}
          </Button>
        ) : null}
        <Button onClick={again}>{state.at === 'done' ? 'Another file' : 'Choose another file'}</Button>
        {state.at === 'done' ? (
          <Button asChild variant="ghost">
            <Link href={tags.success ? `/agents?tag=${encodeURIComponent(tags.data)}` : '/agents?sort=newest'}>{tags.success ? `Agents tagged ${tags.data}` : 'The newest agents'}</Link>
          </Button>
        ) : null}
      </div>
      <ImportReport file={file} run={report} dry={state.at === 'checked'} />
    </div>
  )
}
