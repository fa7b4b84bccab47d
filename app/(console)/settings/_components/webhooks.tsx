'use client'

import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { Checkbox } from '@/components/ui/checkbox'
import { CodeBlock } from '@/components/ui/code-block'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { TimeStamp } from '@/components/ui/time-stamp'
import type { WebhookView } from '@/lib/identity/notifications/contract'
import { KIND_NAMES, KINDS } from '@/lib/identity/notifications/terms'
import { FormDialog } from '../../_components/form-dialog'
import { addWebhookAction, removeWebhookAction, testWebhookAction } from '../notification-actions'
import { LOST, MakeDialog, ShownOnce } from './make-dialog'

export function Webhooks({ webhooks, mayChange }: Readonly<{ webhooks: readonly WebhookView[]; mayChange: boolean }>) {
  return (
    <ul>
      {webhooks.map((webhook) => (
        <li key={webhook.id} className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2 border-t border-line px-4 py-2 text-sm">
          <span className="min-w-0">
            <bdi className="font-medium text-ink">{webhook.name}</bdi> <span className="break-all font-mono text-xs text-ink-2">{webhook.url}</span>
            <span className="mt-1 flex flex-wrap items-center gap-1.5 text-ink-3">
              {webhook.kinds.length === KIND_NAMES.length ? <Badge tone="outline">everything</Badge> : webhook.kinds.map((kind) => (
                <Badge key={kind} tone="outline">
                  {KINDS[kind].title}
                </Badge>
              ))}
              <span>
                by <bdi>{webhook.created.by}</bdi>, <TimeStamp value={webhook.created.at} style="date" />
              </span>
            </span>
          </span>
          {mayChange ? (
            <span className="flex flex-wrap gap-1">
              <FormDialog
                trigger={
                  <Button variant="ghost" size="sm" aria-label={`Send a test to ${webhook.name}`}>
                    Send a test
                  </Button>
                }
                title={`Send a test to ${webhook.name}?`}
                description="One signed call that tells nothing of anybody. The list below says what became of it."
                send={() => testWebhookAction({ webhookId: webhook.id })}
                act="Send it"
                lost={LOST}
              />
              <FormDialog
                trigger={
                  <Button variant="ghost" size="sm" aria-label={`Remove ${webhook.name}`}>
                    Remove
                  </Button>
                }
                title={`Remove ${webhook.name}?`}
                description="It is told of nothing any more, and its secret signs nothing."
                send={() => removeWebhookAction({ webhookId: webhook.id })}
                act="Remove"
                keep="Keep it"
                lost={LOST}
              />
            </span>
          ) : null}
        </li>
      ))}
    </ul>
  )
}

export function AddWebhook() {
  return (
    <MakeDialog
      trigger="Add a webhook"
      title="Add a webhook"
      description="It is told what people are told, with their names: a chat, a ticket system, a pager."
      send={(form) => addWebhookAction({ name: String(form.get('name')), url: String(form.get('url')), kinds: KIND_NAMES.filter((kind) => form.get(kind) !== null) })}
      act="Add it"
      fields={['name', 'url', 'kinds']}
      shown={(made) => (
        <>
          <ShownOnce what="the secret">
            With it <bdi>{made.name}</bdi> checks that a call comes from here (Standard Webhooks).
          </ShownOnce>
          <CodeBlock code={made.secret} label="webhook secret" wrap />
        </>
      )}
    >
      {(problems) => (
        <>
          <Field label="Name" required error={problems.name}>
            <Input name="name" minLength={2} maxLength={60} autoComplete="off" />
          </Field>
          <Field label="Address" required error={problems.url} hint="It is called by POST; each call is signed.">
            <Input name="url" type="url" maxLength={500} autoComplete="off" mono />
          </Field>
          <fieldset className="flex flex-col gap-2">
            <legend className="mb-1 text-sm font-medium text-ink">Told of</legend>
            {KIND_NAMES.map((kind) => (
              <Checkbox key={kind} name={kind} label={KINDS[kind].title} defaultChecked />
            ))}
            {problems.kinds ? <p className="text-xs text-caution">choose one at least</p> : null}
          </fieldset>
        </>
      )}
    </MakeDialog>
  )
}
