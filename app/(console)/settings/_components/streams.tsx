'use client'

import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { CopyId } from '@/components/ui/copy-id'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { TimeStamp } from '@/components/ui/time-stamp'
import type { StreamView } from '@/lib/identity/streams/contract'
import { FormDialog } from '../../_components/form-dialog'
import { lagInWords } from '../../_components/stream-lag'
import { pauseStreamAction, removeStreamAction, resumeStreamAction, testStreamAction } from '../stream-actions'

const LOST = 'No answer: look in the list whether it was done before you try again.'
const FORMAT = { jsonl: 'JSONL', ocsf: 'OCSF', cef: 'CEF' } as const

export function Streams({ streams, mayChange }: Readonly<{ streams: readonly StreamView[]; mayChange: boolean }>) {
  return (
    <ul>
      {streams.map((stream) => (
        <li key={stream.id} className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2 border-t border-line px-4 py-2 text-sm">
          <span className="min-w-0">
            <bdi className="font-medium text-ink">{stream.name}</bdi> <span className="break-all font-mono text-xs text-ink-2">{stream.to}</span> <CopyId value={stream.id} label="stream id" />
            <State stream={stream} />
            <span className="mt-1 block text-ink-3">
              {FORMAT[stream.format]}
              {stream.actions.length > 0 ? <>, only <span className="break-all font-mono text-xs">{stream.actions.join(', ')}</span></> : ', every action'}
              {stream.results.length > 0 ? `, only ${stream.results.join(', ')}` : ''}; by <bdi>{stream.created.by}</bdi>, <TimeStamp value={stream.created.at} style="date" />
            </span>
          </span>
          {mayChange ? <Acts stream={stream} /> : null}
        </li>
      ))}
    </ul>
  )
}

function State({ stream }: Readonly<{ stream: StreamView }>) {
  const { state, lag, last, paused, problem, test } = stream
  return (
    <span className="mt-1 flex flex-wrap items-center gap-x-3 gap-y-1.5 text-ink-2">
      <Badge tone={state === 'running' && !problem ? 'outline' : 'caution'}>{state}</Badge>
      <span className={lag.entries > 0 && state !== 'running' ? 'tabular-nums text-caution' : 'tabular-nums'}>{lagInWords(lag)}</span>
      {last ? (
        <span className="tabular-nums">
          {stream.delivered.toLocaleString('en')} delivered, last #{last.position} <TimeStamp value={last.at} style="relative" />
        </span>
      ) : (
        <span>nothing delivered yet</span>
      )}
      {problem ? <span className="text-caution">{problem}{state === 'running' ? `, tried ${stream.attempts === 1 ? 'once' : `${stream.attempts} times`}, trying again` : ''}</span> : null}
      {paused ? <span>by <bdi>{paused.by}</bdi>: “<bdi>{paused.reason}</bdi>”</span> : null}
      {test ? test.ended_at === null ? <span>test is being sent</span> : test.problem ? <span className="text-caution">test did not arrive: {test.problem}</span> : <span>test arrived <TimeStamp value={test.ended_at} style="relative" /></span> : null}
    </span>
  )
}

function Acts({ stream: { id: streamId, name, state } }: Readonly<{ stream: StreamView }>) {
  return (
    <span className="flex flex-wrap gap-1">
      <FormDialog
        trigger={<Button variant="ghost" size="sm" aria-label={`Test ${name}`}>Test</Button>}
        title={`Send ${name} a test?`}
        description="One line that is no entry and says nothing of anybody. The list says whether it arrived."
        send={() => testStreamAction({ streamId })}
        act="Send it"
        lost={LOST}
      />
      {state === 'paused' ? null : (
        <FormDialog
          trigger={<Button variant="ghost" size="sm" aria-label={`Pause ${name}`}>Pause</Button>}
          title={`Pause ${name}?`}
          description="Nothing leaves by it until it is resumed. Its place is kept: what is recorded meanwhile follows then."
          send={(form) => pauseStreamAction({ streamId, reason: String(form.get('reason')) })}
          act="Pause it"
          lost={LOST}
        >
          <Field label="Reason" required>
            <Input name="reason" minLength={3} maxLength={200} autoComplete="off" />
          </Field>
        </FormDialog>
      )}
      {state === 'running' ? null : (
        <FormDialog
          trigger={<Button variant="ghost" size="sm" aria-label={`Resume ${name}`}>Resume</Button>}
          title={`Resume ${name}?`}
          description="It goes on from its place, with what was held first."
          send={() => resumeStreamAction({ streamId })}
          act="Resume it"
          lost={LOST}
        />
      )}
      <FormDialog
        trigger={<Button variant="ghost" size="sm" aria-label={`Remove ${name}`}>Remove</Button>}
        title={`Remove ${name}?`}
        description="Nothing leaves by it from then on, and what it signs in with there is deleted here. What has arrived stays where it is."
        send={() => removeStreamAction({ streamId })}
        act="Remove"
        keep="Keep it"
        lost={LOST}
      />
    </span>
  )
}
