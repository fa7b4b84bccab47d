'use client'

import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { CodeBlock } from '@/components/ui/code-block'
import { Dialog, DialogContent, DialogTrigger } from '@/components/ui/dialog'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { Notice } from '@/components/ui/notice'
import { Select } from '@/components/ui/select'
import type { NewStreamView } from '@/lib/identity/streams/contract'
import { DESTINATIONS, STREAM_FORMATS, type DestinationKind } from '@/lib/identity/streams/terms'
import { FormBody } from '../../_components/form-dialog'
import { addStreamAction } from '../stream-actions'
import { DestinationFields } from './stream-destination'
import { streamInput } from './stream-input'

const LOST = 'No answer: look in the list whether it is there before you try again.'
const KIND: Readonly<Record<DestinationKind, string>> = { syslog: 'Syslog receiver (RFC 5424)', webhook: 'Webhook, signed', file: 'File' }
const FORMAT = { jsonl: 'JSONL: the entries as they are sealed', ocsf: 'OCSF', cef: 'CEF' } as const
const FIELDS = ['name', 'actions', 'destination.host', 'destination.port', 'destination.transport', 'destination.ca', 'destination.client_certificate', 'destination.client_key', 'destination.url', 'destination.authorization', 'destination.path', 'destination.rotate_mb', 'destination.keep']

type Results = Readonly<{ /** What an entry may have ended as. */ results: NewStreamView['results'] }>

/** The ledger leaves to one more place: where to, as what, and which of it. */
export function AddStream({ results }: Results) {
  const [open, setOpen] = useState(false)
  return (
    <Dialog open={open} onOpenChange={setOpen}>
      <DialogTrigger asChild>
        <Button>Add a stream</Button>
      </DialogTrigger>
      <DialogContent title="Add a stream" description="Whoever has the other end reads what everybody here does. That it was added, by whom and where to, is recorded.">
        <StreamForm results={results} onDone={() => setOpen(false)} />
      </DialogContent>
    </Dialog>
  )
}

function StreamForm({ results, onDone }: Results & Readonly<{ onDone: () => void }>) {
  const [kind, setKind] = useState<DestinationKind>('syslog')
  const [made, setMade] = useState<NewStreamView | null>(null)

  async function send(form: FormData) {
    const done = await addStreamAction(streamInput(kind, form, results))
    if (done.status === 'done' && done.value.secret !== null) setMade(done.value)
    else if (done.status === 'done') onDone()
    return done
  }

  if (made) return <Secret made={made} onDone={onDone} />
  return (
    <FormBody send={send} act="Add it" lost={LOST} fields={FIELDS} onCancel={onDone}>
      {(problems) => (
        <>
          <Field label="Name" required error={problems['name']}>
            <Input name="name" minLength={2} maxLength={60} autoComplete="off" />
          </Field>
          <Field label="Where to" required>
            <Select name="kind" value={kind} onChange={(event) => setKind(DESTINATIONS.find((one) => one === event.target.value) ?? 'syslog')}>
              {DESTINATIONS.map((one) => (
                <option key={one} value={one}>
                  {KIND[one]}
                </option>
              ))}
            </Select>
          </Field>
          <DestinationFields kind={kind} problems={problems} />
          <Field label="Format" required>
            <Select name="format">
              {STREAM_FORMATS.map((one) => (
                <option key={one} value={one}>
                  {FORMAT[one]}
                </option>
              ))}
            </Select>
          </Field>
          <Field label="From" required>
            <Select name="start">
              <option value="now">now on</option>
              <option value="beginning">the beginning of the log, as far as it is not in the archive</option>
            </Select>
          </Field>
          <Field label="Only these actions" hint="Separated by commas; containment.* is all that begin so. Empty: every action." error={problems['actions']}>
            <Input name="actions" mono autoComplete="off" maxLength={1_000} />
          </Field>
          <Field label="Only this result">
            <Select name="result">
              <option value="">Any result</option>
              {results.map((one) => (
                <option key={one} value={one}>
                  {one}
                </option>
              ))}
            </Select>
          </Field>
        </>
      )}
    </FormBody>
  )
}

function Secret({ made, onDone }: Readonly<{ made: NewStreamView; onDone: () => void }>) {
  return (
    <div className="flex flex-col gap-3">
      <Notice tone="caution" title="Copy the secret now: it is shown once" live>
        With it <bdi>{made.name}</bdi> tells our calls from others’ (Standard Webhooks, HMAC-SHA256).
      </Notice>
      <CodeBlock code={made.secret ?? ''} label="signing secret" wrap />
      <div className="flex justify-end">
        <Button variant="primary" onClick={onDone}>
          Done
        </Button>
      </div>
    </div>
  )
}
