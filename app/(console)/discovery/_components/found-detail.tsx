'use client'

import { useRouter } from 'next/navigation'
import { useState, useTransition, type ReactNode } from 'react'
import { Button } from '@/components/ui/button'
import { DescriptionList } from '@/components/ui/description-list'
import { Notice } from '@/components/ui/notice'
import { Section } from '@/components/ui/section'
import { TextLink } from '@/components/ui/text-link'
import { TimeStamp } from '@/components/ui/time-stamp'
import { refusalText } from '@/lib/console/refusal-text'
import type { CredentialView, ItemView } from '@/lib/identity/discovery/contract'
import { reopenItemAction } from '../actions'
import { TierBadge } from './tier-badge'
import { controlWords, stateWords } from './words'

/** The evidence: what the file says, what is registered and may be the same, and how it gets in. Text of others, shown as text. */
export function FoundDetail({ item, acts }: Readonly<{ item: ItemView; acts: ReactNode }>) {
  const { evidence, matches, credentials, decision } = item
  return (
    <div className="flex flex-col gap-5">
      {item.came_back && decision ? (
        <Notice tone="caution" title="It has changed since it was ignored">
          <bdi>{decision.by}</bdi> had ignored it{decision.reason ? <>: “<bdi>{decision.reason}</bdi>”</> : null}
        </Notice>
      ) : null}
      {item.state === 'open' ? <div className="flex flex-wrap gap-2">{acts}</div> : <Decided item={item} mayReopen={acts !== null} />}
      <DescriptionList
        entries={[
          { term: 'Found in', value: <bdi className="break-all font-mono text-xs">{item.path}</bdi> },
          { term: 'At', value: <bdi className="break-all font-mono text-xs">{item.at}</bdi> },
          { term: 'Source', value: <bdi>{item.source.name}</bdi> },
          ...(evidence.checkout ? [{ term: 'Git checkout', value: <Checkout checkout={evidence.checkout} /> }] : []),
          { term: 'First seen', value: <TimeStamp value={item.first_seen_at} style="datetime" /> },
          ...(item.changed_at ? [{ term: 'Changed', value: <TimeStamp value={item.changed_at} style="datetime" /> }] : []),
          ...(item.gone_at ? [{ term: 'Gone since', value: <TimeStamp value={item.gone_at} style="datetime" /> }] : []),
          ...(evidence.document.purpose ? [{ term: 'Says it is for', value: <bdi className="break-words">{evidence.document.purpose}</bdi> }] : []),
          ...(evidence.client_ids.length > 0 ? [{ term: 'client_id', value: <Lines values={evidence.client_ids} /> }] : []),
          ...(evidence.key_ids.length > 0 ? [{ term: 'Keys', value: <Lines values={evidence.key_ids} /> }] : []),
          ...(evidence.spiffe_ids.length > 0 ? [{ term: 'SPIFFE ID', value: <Lines values={evidence.spiffe_ids} /> }] : []),
          ...(evidence.urls.length > 0 ? [{ term: 'Addresses', value: <Lines values={evidence.urls} /> }] : []),
        ]}
      />
      <Section title="What is registered and may be the same" level={3}>
        {matches.length === 0 ? (
          <p className="text-sm text-ink-2">Nothing: no name, client_id, SPIFFE ID, key or address is the same.</p>
        ) : (
          <ul className="flex flex-col gap-1 text-sm">
            {matches.map((match) => (
              <li key={match.id}>
                {match.kind === 'agent' ? (
                  <TextLink href={`/agents/${match.id}`}>
                    <bdi>{match.name}</bdi>
                  </TextLink>
                ) : (
                  <bdi className="font-medium">{match.name}</bdi>
                )}
                : {match.why.join(', ')}
              </li>
            ))}
          </ul>
        )}
      </Section>
      {evidence.reaches.length > 0 ? (
        <Section title="What it names" level={3}>
          <Lines values={evidence.reaches} />
        </Section>
      ) : null}
      <Section title="How it gets in" level={3}>
        {credentials.length === 0 ? <p className="text-sm text-ink-2">No credential was seen with it.</p> : <Credentials credentials={credentials} />}
      </Section>
      {evidence.notes.length > 0 ? (
        <Section title="Left for you" level={3}>
          <ul className="list-disc pl-4 text-sm text-ink-2 [overflow-wrap:anywhere]">
            {evidence.notes.map((note) => (
              <li key={note}>{note}</li>
            ))}
          </ul>
        </Section>
      ) : null}
    </div>
  )
}

/** What the evidence is pinned to: it says nothing of what was changed there and not committed. */
function Checkout({ checkout: { commit, branch, remote } }: Readonly<{ checkout: NonNullable<ItemView['evidence']['checkout']> }>) {
  return (
    <span>
      <bdi className="break-all">{remote ?? 'no remote'}</bdi>
      {branch ? (
        <>
          , branch <bdi className="break-all">{branch}</bdi>
        </>
      ) : null}
      , commit <code className="break-all font-mono text-xs">{commit}</code>
    </span>
  )
}

function Lines({ values }: Readonly<{ values: readonly string[] }>) {
  return (
    <ul className="flex flex-col gap-0.5">
      {values.map((value) => (
        <li key={value} className="break-all font-mono text-xs text-ink-2">
          <bdi>{value}</bdi>
        </li>
      ))}
    </ul>
  )
}

function Credentials({ credentials }: Readonly<{ credentials: readonly CredentialView[] }>) {
  return (
    <ul className="flex flex-col gap-3 text-sm">
      {credentials.map((one) => (
        <li key={one.id} className={one.gone_at ? 'text-ink-3 line-through' : undefined}>
          <span className="flex flex-wrap items-center gap-2">
            <TierBadge tier={one.tier} />
            <bdi className="min-w-0 break-words">{one.what}</bdi>
          </span>
          <span className="block break-all font-mono text-xs text-ink-3">
            {one.at}
            {one.line ? `, line ${one.line}` : ''}
            {one.fingerprint ? ` · ${one.fingerprint.slice(0, 8)}…` : ''}
          </span>
          {one.missing.length > 0 ? <span className="block text-xs text-caution">Controls missing: {controlWords(one.missing)}</span> : null}
        </li>
      ))}
    </ul>
  )
}

function Decided({ item, mayReopen }: Readonly<{ item: ItemView; mayReopen: boolean }>) {
  const router = useRouter()
  const [pending, startTransition] = useTransition()
  const [problem, setProblem] = useState<string | null>(null)
  const { decision } = item
  const reopen = () =>
    startTransition(async () => {
      const done = await reopenItemAction({ foundId: item.id }).catch(() => null)
      if (done?.status === 'done') router.refresh()
      else setProblem(done?.status === 'refused' ? refusalText(done.refusal) : 'No answer: read the page again.')
    })
  return (
    <div className="flex flex-col items-start gap-2 text-sm">
      <p>
        <bdi>{stateWords(item)}</bdi>
        {decision?.reason ? <>: “<bdi>{decision.reason}</bdi>”</> : null}
      </p>
      {decision?.target?.kind === 'agent' ? <TextLink href={`/agents/${decision.target.id}`}>Open the agent</TextLink> : null}
      {mayReopen ? (
        <Button pending={pending} onClick={reopen}>
          Decide again
        </Button>
      ) : null}
      {problem ? (
        <Notice tone="caution" live>
          {problem}
        </Notice>
      ) : null}
    </div>
  )
}
