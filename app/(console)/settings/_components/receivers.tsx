'use client'

import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { CopyId } from '@/components/ui/copy-id'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { TimeStamp } from '@/components/ui/time-stamp'
import type { ReceiverView } from '@/lib/identity/signals/contract'
import { FormDialog } from '../../_components/form-dialog'
import { pauseReceiverAction, removeReceiverAction, resumeReceiverAction, verifyReceiverAction } from '../receiver-actions'

const LOST = 'No answer: look in the list whether it was done before you try again.'

export function Receivers({ receivers, mayChange }: Readonly<{ receivers: readonly ReceiverView[]; mayChange: boolean }>) {
  return (
    <ul>
      {receivers.map((receiver) => (
        <li key={receiver.id} className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2 border-t border-line px-4 py-2 text-sm">
          <span className="min-w-0">
            <bdi className="font-medium text-ink">{receiver.name}</bdi> <CopyId value={receiver.id} label="client id, and the audience of its events" />
            <span className="mt-1 flex flex-wrap items-center gap-x-3 gap-y-1.5 text-ink-2">
              <Stream receiver={receiver} />
            </span>
            <span className="mt-1 block text-ink-3">
              by <bdi>{receiver.created.by}</bdi>, <TimeStamp value={receiver.created.at} style="date" />
            </span>
          </span>
          {mayChange ? <Acts receiver={receiver} /> : null}
        </li>
      ))}
    </ul>
  )
}

function Stream({ receiver: { stream } }: Readonly<{ receiver: ReceiverView }>) {
  if (!stream) return <span className="text-caution">No stream yet: it is told of nothing until it sets one up</span>
  return (
    <>
      <Badge tone={stream.status === 'enabled' ? 'outline' : 'caution'}>{stream.held_by ? 'paused here' : stream.status}</Badge>
      {stream.delivery === 'push' ? (
        <span>
          pushed to <span className="break-all font-mono text-xs">{stream.endpoint}</span>
        </span>
      ) : (
        <span>polls{stream.polled_at ? <>, last <TimeStamp value={stream.polled_at} style="relative" /></> : ', never asked yet'}</span>
      )}
      {stream.waiting > 0 ? <span className="tabular-nums">{stream.waiting === 1 ? 'one event waits' : `${stream.waiting} events wait`}</span> : null}
      {stream.verified_at ? (
        <span>
          verified <TimeStamp value={stream.verified_at} style="relative" />
        </span>
      ) : (
        <span className="text-caution">{stream.verify_asked_at ? 'verification sent, not acknowledged' : 'never verified'}</span>
      )}
      {stream.problem ? <span className="text-caution">{stream.problem}, trying again</span> : null}
      {stream.reason ? <span>“<bdi>{stream.reason}</bdi>”</span> : null}
    </>
  )
}

function Acts({ receiver: { id, name, stream } }: Readonly<{ receiver: ReceiverView }>) {
  const receiverId = id
  return (
    <span className="flex flex-wrap gap-1">
      {stream?.status === 'enabled' ? (
        <>
          <FormDialog
            trigger={<Button variant="ghost" size="sm" aria-label={`Verify ${name}`}>Verify</Button>}
            title={`Send ${name} a verification?`}
            description="An event that says nothing of anybody. Once the receiver has acknowledged it, the list says when."
            send={() => verifyReceiverAction({ receiverId })}
            act="Send it"
            lost={LOST}
          />
          <FormDialog
            trigger={<Button variant="ghost" size="sm" aria-label={`Pause ${name}`}>Pause</Button>}
            title={`Pause ${name}?`}
            description="What it would be told is held for 72 hours at most, and told when it is resumed. It is told that you paused it, and why."
            send={(form) => pauseReceiverAction({ receiverId, reason: String(form.get('reason')) })}
            act="Pause it"
            lost={LOST}
          >
            <Field label="Reason" hint="The receiver reads it." required>
              <Input name="reason" minLength={3} maxLength={200} autoComplete="off" />
            </Field>
          </FormDialog>
        </>
      ) : null}
      {stream?.held_by ? (
        <FormDialog
          trigger={<Button variant="ghost" size="sm" aria-label={`Resume ${name}`}>Resume</Button>}
          title={`Resume ${name}?`}
          description="It is told what was held, and what comes."
          send={() => resumeReceiverAction({ receiverId })}
          act="Resume it"
          lost={LOST}
        />
      ) : null}
      <FormDialog
        trigger={<Button variant="ghost" size="sm" aria-label={`Remove ${name}`}>Remove</Button>}
        title={`Remove ${name}?`}
        description="Its credential opens nothing from then on, and it is told of no further order. What it was still owed ends as not told."
        send={() => removeReceiverAction({ receiverId })}
        act="Remove"
        keep="Keep it"
        lost={LOST}
      />
    </span>
  )
}
