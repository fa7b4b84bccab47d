'use client'

import { Button } from '@/components/ui/button'
import { CodeBlock } from '@/components/ui/code-block'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { TimeStamp } from '@/components/ui/time-stamp'
import type { PointView } from '@/lib/identity/containment/contract'
import { FormDialog } from '../../_components/form-dialog'
import { enrolServerAction, revokePointAction } from '../actions'
import { LOST, MakeDialog, ShownOnce } from './make-dialog'

/** A team's own resource server becomes an enforcement point: it is made known at its address, and gets a code to enrol with. */
export function EnrolServer({ issuer }: Readonly<{ issuer: string }>) {
  return (
    <MakeDialog
      trigger="Enrol a resource server"
      title="Enrol a resource server"
      description="A service of your own with lanyard/guard in it. It hears of this company’s orders and speaks of its own calls, and of nothing else."
      send={(form) => {
        const point = String(form.get('point'))
        return enrolServerAction({ slug: String(form.get('slug')), url: String(form.get('url')), ...(point ? { point } : {}) })
      }}
      act="Make a code"
      fields={['slug', 'transport.url', 'point']}
      shown={(made) => (
        <>
          <ShownOnce what="it">
            With it one process becomes the enforcement point <bdi>{made.name}</bdi>. It works once, until <TimeStamp value={made.expires_at} />.
          </ShownOnce>
          <CodeBlock code={made.code} label="enrolment code" wrap />
          <CodeBlock label="how it is used" code={`openGuard({\n  issuer: '${issuer}',\n  code: process.env.LANYARD_ENROLMENT_CODE,\n  tools: { read: 'What people are told that it does' },\n})`} />
        </>
      )}
    >
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
    </MakeDialog>
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
