'use client'

import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { CodeBlock } from '@/components/ui/code-block'
import { Dialog, DialogContent, DialogTrigger } from '@/components/ui/dialog'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { Notice } from '@/components/ui/notice'
import { TimeStamp } from '@/components/ui/time-stamp'
import type { PointInvitationView, PointView } from '@/lib/identity/containment/contract'
import { FormBody, FormDialog } from '../../_components/form-dialog'
import { enrolServerAction, revokePointAction } from '../actions'

const LOST = 'No answer: look in the list whether it is there before you try again.'

/** A team's own resource server becomes an enforcement point: it is made known at its address, and gets a code to enrol with. */
export function EnrolServer({ issuer }: Readonly<{ issuer: string }>) {
  const [open, setOpen] = useState(false)
  return (
    <Dialog open={open} onOpenChange={setOpen}>
      <DialogTrigger asChild>
        <Button>Enrol a resource server</Button>
      </DialogTrigger>
      <DialogContent title="Enrol a resource server" description="A service of your own with lanyard/guard in it. It hears of this company’s orders and speaks of its own calls, and of nothing else.">
        <EnrolForm issuer={issuer} onDone={() => setOpen(false)} />
      </DialogContent>
    </Dialog>
  )
}

function EnrolForm({ issuer, onDone }: Readonly<{ issuer: string; onDone: () => void }>) {
  const [made, setMade] = useState<PointInvitationView | null>(null)
  if (made) return <Code made={made} issuer={issuer} onDone={onDone} />
  async function send(form: FormData) {
    const point = String(form.get('point'))
    const done = await enrolServerAction({ slug: String(form.get('slug')), url: String(form.get('url')), ...(point ? { point } : {}) })
    if (done.status === 'done') setMade(done.value)
    return done
  }
  return (
    <FormBody send={send} onCancel={onDone} act="Make a code" lost={LOST} fields={['slug', 'transport.url', 'point']}>
      {(problems) => (
        <>
          <Field label="Short name" hint="Stands in scopes: lower-case letters, digits, hyphens." required error={problems.slug}>
            <Input name="slug" mono maxLength={40} autoComplete="off" />
          </Field>
          <Field label="Address" hint="As agents reach it. Tokens name it letter by letter, so it stays." required error={problems['transport.url']}>
            <Input name="url" type="url" mono maxLength={500} autoComplete="off" placeholder="https://invoices.example.com/" />
          </Field>
          <Field label="Process" hint="For a second process of the same server: the short name, a hyphen, and what tells it apart." error={problems.point}>
            <Input name="point" mono maxLength={40} autoComplete="off" />
          </Field>
        </>
      )}
    </FormBody>
  )
}

function Code({ made, issuer, onDone }: Readonly<{ made: PointInvitationView; issuer: string; onDone: () => void }>) {
  return (
    <div className="flex flex-col gap-3">
      <Notice tone="caution" title="Copy it now: it is shown once" live>
        With it one process becomes the enforcement point <bdi>{made.name}</bdi>. It works once, until <TimeStamp value={made.expires_at} />.
      </Notice>
      <CodeBlock code={made.code} label="enrolment code" wrap />
      <CodeBlock label="how it is used" code={`openGuard({\n  issuer: '${issuer}',\n  code: process.env.LANYARD_ENROLMENT_CODE,\n  tools: { read: 'What people are told that it does' },\n})`} />
      <div className="flex justify-end">
        <Button variant="primary" onClick={onDone}>
          Done
        </Button>
      </div>
    </div>
  )
}

export function RevokePoint({ point }: Readonly<{ point: Pick<PointView, 'id' | 'name'> }>) {
  return (
    <FormDialog
      trigger={
        <Button variant="ghost" size="sm" aria-label={`Revoke ${point.name}`}>
          Revoke
        </Button>
      }
      title={`Revoke ${point.name}?`}
      description="It gets no lease any more: within three seconds it refuses every call, until it is enrolled anew."
      send={() => revokePointAction({ pointId: point.id })}
      act="Revoke"
      keep="Keep it"
      lost={LOST}
    />
  )
}
