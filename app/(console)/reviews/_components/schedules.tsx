'use client'

import { useState, useTransition } from 'react'
import { Button } from '@/components/ui/button'
import { Dialog, DialogContent } from '@/components/ui/dialog'
import { Notice } from '@/components/ui/notice'
import { Card } from '@/components/ui/section'
import { Table, TBody, Td, Th, THead, Tr } from '@/components/ui/table'
import { TextLink } from '@/components/ui/text-link'
import { TimeStamp } from '@/components/ui/time-stamp'
import { refusalText } from '@/lib/console/refusal-text'
import type { ScheduleView } from '@/lib/identity/reviews/plan-contract'
import { endScheduleAction } from '../actions'
import { EVERY_WORD, NO_RESPONSE_WORD, scopeText } from './review-words'

/** Reviews that are launched again and again, with the next date of each. */
export function Schedules({ items, mayEnd }: Readonly<{ items: readonly ScheduleView[]; mayEnd: boolean }>) {
  const [ending, setEnding] = useState<ScheduleView | null>(null)
  return (
    <Card title="Schedules" flush>
      <Table caption="Schedules, the next date first" stack>
        <THead>
          <Th>Schedule</Th>
          <Th>Next</Th>
          <Th>Without an answer</Th>
          <Th>Last</Th>
          <Th>In the name of</Th>
          {mayEnd ? (
            <Th>
              <span className="sr-only">End</span>
            </Th>
          ) : null}
        </THead>
        <TBody>
          {items.map((schedule) => (
            <Tr key={schedule.id}>
              <Td lead className="max-w-80">
                <span className="flex min-w-0 flex-col">
                  <bdi className="font-medium text-ink">{schedule.name}</bdi>
                  <span className="text-xs text-ink-3">
                    {EVERY_WORD[schedule.every]}
                    {schedule.plan ? `, ${scopeText({ scope: schedule.plan.scope, value: schedule.plan.value ?? null })}` : null}, {schedule.due_days} {schedule.due_days === 1 ? 'day' : 'days'} to answer
                  </span>
                </span>
              </Td>
              <Td label="Next">
                {schedule.plan === null ? (
                  <span className="text-caution">never: what it reviews cannot be read</span>
                ) : schedule.held_because === null ? (
                  <TimeStamp value={schedule.next_at} />
                ) : (
                  <span className="flex max-w-72 flex-col gap-1">
                    <span className="text-caution">waits for a person: {schedule.held_because}</span>
                    {mayEnd ? <TextLink href={`/reviews/new?schedule=${schedule.id}`}>Read its launch check</TextLink> : null}
                  </span>
                )}
              </Td>
              <Td label="Without an answer">{schedule.plan ? NO_RESPONSE_WORD[schedule.plan.no_response] : <span className="text-caution">unknown</span>}</Td>
              <Td label="Last">{schedule.last ? <TextLink href={`/reviews/${schedule.last.id}`}>{schedule.last.name}</TextLink> : <span className="text-ink-3">none yet</span>}</Td>
              <Td label="In the name of">
                <bdi>{schedule.created_by.name}</bdi>
              </Td>
              {mayEnd ? (
                <Td corner nowrap className="text-right">
                  <Button size="sm" aria-label={`End ${schedule.name}`} onClick={() => setEnding(schedule)}>
                    End
                  </Button>
                </Td>
              ) : null}
            </Tr>
          ))}
        </TBody>
      </Table>
      <EndDialog key={ending?.id ?? 'none'} schedule={ending} onClose={() => setEnding(null)} />
    </Card>
  )
}

function EndDialog({ schedule, onClose }: Readonly<{ schedule: ScheduleView | null; onClose: () => void }>) {
  const [problem, setProblem] = useState<string | null>(null)
  const [pending, startTransition] = useTransition()
  const end = () =>
    startTransition(async () => {
      if (!schedule) return
      const done = await endScheduleAction({ scheduleId: schedule.id }).catch(() => null)
      if (done?.status === 'done') onClose()
      else setProblem(done?.status === 'refused' ? refusalText(done.refusal) : 'No answer: load the page again.')
    })
  return (
    <Dialog open={schedule !== null} onOpenChange={(open) => (open ? undefined : onClose())}>
      {schedule ? (
        <DialogContent
          title={`End “${schedule.name}”?`}
          description="No more reviews are launched by it. Those that run go on."
          size="sm"
          footer={
            <>
              <Button onClick={onClose}>Keep it</Button>
              <Button variant="primary" pending={pending} onClick={end}>
                End the schedule
              </Button>
            </>
          }
        >
          {problem ? <Notice live tone="caution" title={problem} /> : null}
        </DialogContent>
      ) : null}
    </Dialog>
  )
}
