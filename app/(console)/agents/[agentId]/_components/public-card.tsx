import { CodeBlock } from '@/components/ui/code-block'
import { CopyId } from '@/components/ui/copy-id'
import { DescriptionList } from '@/components/ui/description-list'
import { Card } from '@/components/ui/section'
import { TimeStamp } from '@/components/ui/time-stamp'
import type { CardView } from '@/lib/identity/registry/card-contract'
import { PublishCard, WithdrawCard } from './publish-card'

/** What others may know of it, once somebody who answers for it says so. */
export function PublicCard({ view, mayPublish }: Readonly<{ view: CardView; mayPublish: boolean }>) {
  const { agent, published_at: published, served, url, card, address } = view
  const mayChange = mayPublish && view.may_change
  return (
    <Card
      id="card"
      title="Public card"
      description="A2A agent card, signed: what others read of it, and nothing else."
      actions={
        mayChange ? (
          <>
            {published ? <WithdrawCard agent={agent} /> : null}
            {agent.status === 'draft' ? null : <PublishCard agent={agent} url={url} published={published !== null} />}
          </>
        ) : null
      }
    >
      {published === null ? (
        <p className="text-sm text-ink-2">Not published: nobody outside knows of this agent.</p>
      ) : (
        <DescriptionList
          entries={[
            { term: 'Published', value: served ? <TimeStamp value={published} style="date" /> : `Yes, and not to be had while it is ${agent.status}` },
            { term: 'At', value: <CopyId value={address} label="address of the card" keep={0} className="text-left [&>span]:whitespace-normal [&>span]:break-all" /> },
            { term: 'Answers at', value: <span className="break-all">{url}</span> },
          ]}
        />
      )}
      {card ? (
        <details className="mt-3">
          <summary className="text-sm text-ink-2 hover:text-ink">{published === null ? 'What it would say' : 'What it says'}</summary>
          <CodeBlock code={JSON.stringify(card, null, 2)} label="the card" className="mt-2" />
        </details>
      ) : null}
    </Card>
  )
}
