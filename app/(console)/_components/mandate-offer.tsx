'use client'

import { useRouter } from 'next/navigation'
import { useState, useTransition } from 'react'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { TextLink } from '@/components/ui/text-link'
import { TimeStamp } from '@/components/ui/time-stamp'
import { refusalText } from '@/lib/console/refusal-text'
import type { MandateOfferView } from '@/lib/identity/delegation/contract'
import { acceptOfferAction, declineOfferAction } from '../agents/retirement-actions'

const ACTS = { accept: acceptOfferAction, decline: declineOfferAction } as const

/** What a retired agent did by itself, for the sponsor of the agent that follows to give it, or not. */
export function MandateOffer({ offer }: Readonly<{ offer: MandateOfferView }>) {
  const [problem, setProblem] = useState<string | null>(null)
  const [pending, startTransition] = useTransition()
  const router = useRouter()
  const { agent, from, sponsor, purpose, scopes, left_out } = offer
  const run = (act: keyof typeof ACTS) =>
    startTransition(async () => {
      const done = await ACTS[act]({ offerId: offer.id }).catch(() => null)
      setProblem(done?.status === 'done' ? null : done?.status === 'refused' ? refusalText(done.refusal) : 'No answer: read the page again.')
      if (done?.status === 'done') router.refresh()
    })
  return (
    <li className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2 border-t border-line px-4 py-2.5 text-sm">
      <div className="min-w-0">
        <p>
          <TextLink href={`/agents/${agent.id}#mandates`} className="font-medium">
            <bdi>{agent.name}</bdi>
          </TextLink>{' '}
          is offered the standing mandate of <TextLink href={`/agents/${from.id}`}><bdi>{from.name}</bdi></TextLink>, which is retired: “{purpose}”
        </p>
        <p className="text-xs text-ink-3">
          <bdi>{sponsor.name}</bdi>, its sponsor, decides by <TimeStamp value={offer.expires_at} style="date" />; given, it lasts until <TimeStamp value={offer.mandate_expires_at} style="date" />
          {left_out.length > 0 ? `. Not in its document, and ended: ${left_out.join(', ')}` : ''}
        </p>
        <p className="mt-1 flex flex-wrap gap-1">
          {scopes.map((scope) => (
            <Badge key={scope} mono tone="outline">
              {scope}
            </Badge>
          ))}
        </p>
        {problem ? (
          <p role="alert" className="mt-1 text-xs">
            {problem}
          </p>
        ) : null}
      </div>
      {offer.may_decline ? (
        <span className="flex gap-2">
          <Button size="sm" variant="ghost" pending={pending} aria-label={`Decline “${purpose}” for ${agent.name}`} onClick={() => run('decline')}>
            Decline
          </Button>
          {offer.may_accept ? (
            <Button size="sm" variant="primary" pending={pending} aria-label={`Give ${agent.name} “${purpose}”`} onClick={() => run('accept')}>
              Accept
            </Button>
          ) : null}
        </span>
      ) : null}
    </li>
  )
}
