import type { Metadata } from 'next'
import { DescriptionList } from '@/components/ui/description-list'
import { EmptyState } from '@/components/ui/empty-state'
import { Notice } from '@/components/ui/notice'
import { Card } from '@/components/ui/section'
import { TimeStamp } from '@/components/ui/time-stamp'
import { may, me } from '@/lib/console/me'
import { read } from '@/lib/console/read'
import { RefusedState } from '../../_components/refused-state'
import { Deliveries } from '../_components/deliveries'
import { MailServerForm, RemoveMailServer, TestMail } from '../_components/mail-server'
import { AddWebhook, Webhooks } from '../_components/webhooks'

export const metadata: Metadata = { title: 'Notifications' }

const SECURITY = { tls: 'TLS', starttls: 'STARTTLS', none: 'none: a server on this machine' } as const

export default async function NotificationsPage() {
  const [who, settings] = await Promise.all([me(), read((api) => api.notifications.settings({}))])
  if (!settings.ok) return <RefusedState refusal={settings.refusal} what="notifications" clearHref="/settings/notifications" />
  const { mail, webhooks, deliveries, dead } = settings.value
  const maySet = may(who, 'notifications.mail.set')
  return (
    <div className="flex flex-col gap-6">
      {dead > 0 ? (
        <Notice tone="caution" title={dead === 1 ? 'One delivery was given up' : `${dead} deliveries were given up`}>
          Whoever it was for was not told. They stand first in the list below, with what went wrong.
        </Notice>
      ) : null}
      <Card
        title="E-mail"
        description="People are told what is theirs to do, and what cannot wait for them to look. Each chooses on their own page."
        actions={
          maySet ? (
            <span className="flex flex-wrap gap-2">
              {mail && may(who, 'notifications.mail.test') ? <TestMail /> : null}
              <MailServerForm server={mail} />
              {mail ? <RemoveMailServer /> : null}
            </span>
          ) : null
        }
      >
        {mail ? (
          <DescriptionList
            entries={[
              { term: 'Server', value: <span className="break-all font-mono text-xs">{`${mail.host}:${mail.port}`}</span> },
              { term: 'Encryption', value: SECURITY[mail.security] },
              { term: 'Signs in as', value: mail.username ? <>{mail.username}, with a sealed password</> : 'nobody' },
              { term: 'Sender', value: <><bdi>{mail.sender_name}</bdi>, {mail.sender}</> },
              { term: 'Set up', value: <>by <bdi>{mail.set.by}</bdi>, <TimeStamp value={mail.set.at} style="relative" /></> },
            ]}
          />
        ) : (
          <EmptyState because="nothing_yet" title="No mail server is set up">
            <p>So nobody is told by e-mail: who does not look at the console hears of nothing.</p>
          </EmptyState>
        )}
      </Card>
      <Card title="Webhooks" description="Signed calls to whoever passes it on." actions={may(who, 'notifications.webhook.add') ? <AddWebhook /> : null} flush>
        {webhooks.length === 0 ? (
          <EmptyState because="nothing_yet" title="No webhook is set up">
            <p>A chat or a ticket system is told by one.</p>
          </EmptyState>
        ) : (
          <Webhooks webhooks={webhooks} mayChange={may(who, 'notifications.webhook.remove')} />
        )}
      </Card>
      <Card title="Deliveries" description="The last 50. Each is tried ten times, longer apart each time, and then given up." flush>
        {deliveries.length === 0 ? (
          <EmptyState because="nothing_yet" title="Nothing was sent yet">
            <p>What is sent stands here, with what became of it.</p>
          </EmptyState>
        ) : (
          <Deliveries deliveries={deliveries} mayRetry={may(who, 'notifications.delivery.retry')} />
        )}
      </Card>
    </div>
  )
}
