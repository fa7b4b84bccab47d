'use client'

import { useState } from 'react'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { Notice } from '@/components/ui/notice'
import { Card } from '@/components/ui/section'
import { Table, TBody, Td, Th, THead, Tr } from '@/components/ui/table'
import { TextLink } from '@/components/ui/text-link'
import type { ImportedLine } from '@/lib/identity/registry/bulk-contract'
import type { AgentLines } from '@/lib/import/agent-lines'
import { csvLine } from '@/lib/kernel/csv'
import { save } from '../../../_components/save-file'
import type { ImportRun } from './run-import'

const ROWS_SHOWN = 200
type Shown = { line: number; name: string | null; word: string; tone: 'neutral' | 'caution' | 'outline'; why: string; agentId: string | null }

/** What would come of each line, or came of it; what needs somebody first. */
export function ImportReport({ file, run, dry }: Readonly<{ file: AgentLines; run: ImportRun; dry: boolean }>) {
  const [onlyProblems, setOnlyProblems] = useState(false)
  const all: Shown[] = [
    ...file.problems.map(({ line, problem }) => ({ line, name: null, word: 'not read', tone: 'caution' as const, why: problem, agentId: null })),
    ...run.lines.map((one) => shown(one, dry)),
  ].sort((a, b) => a.line - b.line)
  const rows = onlyProblems ? all.filter(({ tone }) => tone === 'caution') : all
  const count = (word: string) => all.filter((one) => one.word === word).length
  const words = [...new Set(all.map(({ word }) => word))]
  return (
    <Card
      flush
      title={dry ? 'What would come of it' : 'What came of it'}
      description={`${words.map((word) => `${count(word)} ${word}`).join(', ')}.${file.ignored.length > 0 ? ` Columns left alone: ${file.ignored.join(', ')}.` : ''}`}
      actions={
        <>
          {all.some(({ tone }) => tone === 'caution') ? (
            <Button size="sm" variant="ghost" aria-pressed={onlyProblems} onClick={() => setOnlyProblems(!onlyProblems)}>
              {onlyProblems ? 'All lines' : 'Only problems'}
            </Button>
          ) : null}
          <Button size="sm" onClick={() => save(new Blob([csvLine(['line', 'name', 'outcome', 'why', 'agent']), ...all.map((one) => csvLine([one.line, one.name, one.word, one.why, one.agentId]))], { type: 'text/csv' }), 'import-report.csv')}>
            Report as CSV
          </Button>
        </>
      }
    >
      {run.stopped ? (
        <div className="px-4 pb-3">
          <Notice tone="caution" live title={`It ended after ${run.lines.length.toLocaleString('en')} of ${(run.lines.length + run.left.length).toLocaleString('en')} lines`}>
            {run.stopped}.
          </Notice>
        </div>
      ) : null}
      <Table caption="Lines of the file" stack>
        <THead>
          <Th numeric>Line</Th>
          <Th>Agent</Th>
          <Th>{dry ? 'Would be' : 'Was'}</Th>
          <Th>Why, or in what it differs</Th>
        </THead>
        <TBody>
          {rows.slice(0, ROWS_SHOWN).map((row, index) => (
            <Tr key={`${row.line}:${index}`}>
              <Td numeric label="Line">
                {row.line}
              </Td>
              <Td lead className="font-medium">
                {row.agentId ? (
                  <TextLink href={`/agents/${row.agentId}`}>
                    <bdi>{row.name}</bdi>
                  </TextLink>
                ) : (
                  <bdi>{row.name ?? 'unnamed'}</bdi>
                )}
              </Td>
              <Td label={dry ? 'Would be' : 'Was'} nowrap>
                <Badge tone={row.tone}>{row.word}</Badge>
              </Td>
              <Td label="Why" className="text-ink-2">
                {row.why}
              </Td>
            </Tr>
          ))}
        </TBody>
      </Table>
      {rows.length > ROWS_SHOWN ? <p className="px-4 py-2 text-xs text-ink-3">The first {ROWS_SHOWN} of {rows.length.toLocaleString('en')} lines: all of them are in the report.</p> : null}
    </Card>
  )
}

function shown({ line, name, outcome, fields, agent }: ImportedLine, dry: boolean): Shown {
  const why = Object.entries(fields)
    .map(([column, problem]) => `${column}: ${problem}`)
    .join('; ')
  const needsKey = dry && outcome === 'registers' && fields['public_key'] !== undefined
  const word = needsKey ? 'refused' : { registers: agent?.status === 'draft' ? 'registered as a draft' : 'registered', tags: 'tagged', same: 'there already', differs: 'different here', refused: 'refused' }[outcome]
  return { line, name, word, why, tone: needsKey || outcome === 'refused' || outcome === 'differs' ? 'caution' : outcome === 'same' ? 'outline' : 'neutral', agentId: agent?.id ?? null }
}
