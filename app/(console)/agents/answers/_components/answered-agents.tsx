'use client'

import { useState } from 'react'
import { Badge } from '@/components/ui/badge'
import { Checkbox } from '@/components/ui/checkbox'
import { Card } from '@/components/ui/section'
import { Table, TBody, Td, Th, THead, Tr } from '@/components/ui/table'
import { TextLink } from '@/components/ui/text-link'
import { TimeStamp } from '@/components/ui/time-stamp'
import type { AnswersView } from '@/lib/identity/registry/ownership-contract'
import { ConfirmAgent } from '../../_components/confirm-agent'
import { LapseWords } from '../../_components/lapse-words'
import { OfferAgents } from '../../_components/offer-agents'

type Props = Readonly<{ agents: AnswersView['agents']; alone: number; /** Who answers for them. */ person: string; mayOffer: boolean; /** Whether the reader is who answers for them. */ mayConfirm: boolean }>

/** The agents, those that would stop first; any of them may be chosen and offered together. */
export function AnsweredAgents({ agents, alone, person, mayOffer, mayConfirm }: Props) {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const offered = agents.filter((agent) => chosen.has(agent.id))
  const toggle = (id: string, on: boolean) => setChosen(new Set(on ? [...chosen, id] : [...chosen].filter((one) => one !== id)))
  return (
    <Card
      flush
      title="Agents"
      description={alone > 0 ? `${alone} ${alone === 1 ? 'has' : 'have'} nobody to follow, and would stop: name a deputy on the agent’s page, or a lead of its team.` : 'Each has somebody to follow.'}
      actions={mayOffer ? <OfferAgents agents={offered} without={[person]} /> : null}
    >
      <Table caption="Agents" stack>
        <THead>
          {mayOffer ? (
            <Th className="w-px">
              <span className="sr-only">Choose</span>
            </Th>
          ) : null}
          <Th>Agent</Th>
          <Th>As</Th>
          <Th>Status</Th>
          <Th>Risk</Th>
          <Th>Who follows</Th>
          <Th>Review due</Th>
          <Th>Confirm by</Th>
        </THead>
        <TBody>
          {agents.map((agent) => (
            <Tr key={agent.id}>
              {mayOffer ? (
                <Td corner>{agent.as.some((as) => as !== 'deputy') ? <Checkbox checked={chosen.has(agent.id)} onChange={(event) => toggle(agent.id, event.target.checked)} label={<span className="sr-only">Choose {agent.name}</span>} /> : null}</Td>
              ) : null}
              <Td lead className="font-medium">
                <TextLink href={`/agents/${agent.id}`}>
                  <bdi>{agent.name}</bdi>
                </TextLink>
              </Td>
              <Td label="As">{agent.as.join(', ')}</Td>
              <Td label="Status">{agent.status}</Td>
              <Td label="Risk">{agent.risk_level}</Td>
              <Td label="Follows">{agent.without_successor ? <Badge tone="caution">nobody: it would stop</Badge> : 'somebody'}</Td>
              <Td label="Review">
                <TimeStamp value={agent.next_review_at} style="date" />
              </Td>
              <Td label="Confirm">
                {agent.lapse ? (
                  <span className="flex flex-wrap items-center gap-2">
                    <span className={agent.lapse.phase === 'fine' ? '' : 'text-caution'}>
                      {agent.lapse.kind === 'inactive' && agent.lapse.phase !== 'fine' ? 'not used; ' : ''}
                      <LapseWords lapse={agent.lapse} />
                    </span>
                    {mayConfirm && agent.lapse.phase !== 'fine' ? <ConfirmAgent agent={agent} /> : null}
                  </span>
                ) : (
                  <span className="text-ink-3">not asked for</span>
                )}
              </Td>
            </Tr>
          ))}
        </TBody>
      </Table>
    </Card>
  )
}
