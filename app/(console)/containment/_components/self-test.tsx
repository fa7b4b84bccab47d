'use client'

import { useState, useTransition } from 'react'
import { Button } from '@/components/ui/button'
import { Notice } from '@/components/ui/notice'
import { Table, TBody, Td, Th, THead, Tr } from '@/components/ui/table'
import { TimeStamp } from '@/components/ui/time-stamp'
import { refusalText } from '@/lib/console/refusal-text'
import type { SelfTestView } from '@/lib/identity/drills/contract'
import { selfTestAction } from '../actions'

/** Can it still halt? The browser chooses the value, so that no answer was there before the question. */
export function SelfTest() {
  const [answer, setAnswer] = useState<SelfTestView | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const [asking, ask] = useTransition()

  function begin() {
    ask(async () => {
      setProblem(null)
      try {
        const done = await selfTestAction({ value: crypto.randomUUID() })
        setAnswer(done.status === 'done' ? done.value : null)
        if (done.status !== 'done') setProblem(done.status === 'refused' ? refusalText(done.refusal) : 'It was not sent.')
      } catch {
        setAnswer(null)
        setProblem('Not known: the authority did not answer.')
      }
    })
  }

  const answered = answer?.points.filter(({ state }) => state === 'answered').length ?? 0
  return (
    <div className="flex flex-col gap-3">
      <div>
        <Button variant="secondary" onClick={begin} disabled={asking}>
          {asking ? 'Asking every point…' : 'Can it still halt?'}
        </Button>
      </div>
      <div aria-live="polite" className="flex flex-col gap-3">
        {problem ? <Notice tone="caution">{problem}</Notice> : null}
        {answer ? (
          <>
            <Notice tone={answer.verdict === 'answered' ? 'info' : 'caution'} title={answer.verdict === 'answered' ? 'An order would arrive at every point' : 'Not known'}>
              {answered} of {answer.points.length} {answer.points.length === 1 ? 'point' : 'points'} answered <code className="break-all font-mono text-xs">{answer.value}</code> at <TimeStamp value={answer.asked_at} style="time" />
            </Notice>
            <Table caption="What each enforcement point answered" stack>
              <THead>
                <Th>Enforcement point</Th>
                <Th>Answer</Th>
                <Th>Lease</Th>
              </THead>
              <TBody>
                {answer.points.map((point) => (
                  <Tr key={point.id}>
                    <Td label="Point">{point.name}</Td>
                    <Td label="Answer">{point.ms === null ? <span className="text-caution">not known</span> : `answered in ${Math.round(point.ms)} ms`}</Td>
                    <Td label="Lease">{point.lease_held === null ? 'not known' : point.lease_held ? 'held' : 'none: it refuses everything'}</Td>
                  </Tr>
                ))}
              </TBody>
            </Table>
          </>
        ) : null}
      </div>
    </div>
  )
}
