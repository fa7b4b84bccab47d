import { Badge } from '@/components/ui/badge'
import { Card } from '@/components/ui/section'
import { Table, TBody, Td, Th, THead, Tr } from '@/components/ui/table'
import { TextLink } from '@/components/ui/text-link'
import { TimeStamp } from '@/components/ui/time-stamp'
import type { AnswersView } from '@/lib/identity/registry/ownership-contract'
import { BulkRuns } from '../../_components/bulk-runs'
import { BulkSelection, ChooseAgent, ChooseAll, ChooseThese } from '../../_components/bulk-selection'
import { ConfirmAgent } from '../../_components/confirm-agent'
import { LapseWords } from '../../_components/lapse-words'
import { isDue } from './is-due'

type Props = Readonly<{ view: AnswersView; reader: string; mayOffer: boolean; /** Whether the reader is who answers for them. */ mayConfirm: boolean }>

/** The agents, those that wait to be confirmed first and then those that would stop; any of them may be chosen and confirmed or offered together. */
export function AnsweredAgents({ view: { agents, to_confirm }, reader, mayOffer, mayConfirm }: Props) {
  const alone = agents.filter((agent) => agent.without_successor).length
  const due = mayConfirm ? agents.filter(isDue) : []
  const chooses = mayOffer || due.length > 0
  // Who is a deputy alone confirms an agent, and offers it to nobody.
  const rows = agents.map((agent) => ({ id: agent.id, name: agent.name, barred: !(mayOffer && agent.as.some((as) => as !== 'deputy')) && !(mayConfirm && isDue(agent)) }))
  return (
    <BulkRuns person={reader}>
      <Card
        id="agents"
        flush
        title="Agents"
        description={alone > 0 ? `${alone} ${alone === 1 ? 'has' : 'have'} nobody to follow, and would stop: name a deputy on the agent’s page, or a lead of its team.` : 'Each has somebody to follow.'}
      >
        <BulkSelection rows={rows} may={{ confirm: due.length > 0, offer: mayOffer }} onPhone>
          {due.length > 1 ? (
            <div className="flex flex-wrap items-center justify-between gap-3 border-t border-line px-4 py-2 text-sm">
              <p className="min-w-0">
                {to_confirm > due.length ? `${due.length.toLocaleString('en')} of the ${to_confirm.toLocaleString('en')}` : `${due.length.toLocaleString('en')} agents`} that wait to be confirmed as still needed come first.
              </p>
              <ChooseThese ids={due.map(({ id }) => id)}>{`Choose these ${due.length.toLocaleString('en')}`}</ChooseThese>
            </div>
          ) : null}
          <Table caption="Agents" stack>
            <THead>
              {chooses ? (
                <Th className="w-px pr-0 max-sm:hidden">
                  <ChooseAll />
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
                  {chooses ? (
                    <Td corner className="sm:w-px sm:pr-0">
                      <ChooseAgent id={agent.id} name={agent.name} />
                    </Td>
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
                        {mayConfirm && isDue(agent) ? <ConfirmAgent agent={agent} /> : null}
                      </span>
                    ) : (
                      <span className="text-ink-3">not asked for</span>
                    )}
                  </Td>
                </Tr>
              ))}
            </TBody>
          </Table>
        </BulkSelection>
      </Card>
    </BulkRuns>
  )
}
