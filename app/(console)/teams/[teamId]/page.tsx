import type { Metadata } from 'next'
import { StatusBadge } from '@/components/identity/status-badge'
import { Badge } from '@/components/ui/badge'
import { CopyId } from '@/components/ui/copy-id'
import { DescriptionList } from '@/components/ui/description-list'
import { EmptyState } from '@/components/ui/empty-state'
import { Notice } from '@/components/ui/notice'
import { PageHeader } from '@/components/ui/page-header'
import { Card } from '@/components/ui/section'
import { Table, TBody, Td, Th, THead, Tr } from '@/components/ui/table'
import { TextLink } from '@/components/ui/text-link'
import { hrefWith } from '@/lib/console/filters'
import { read } from '@/lib/console/read'
import type { AgentRow } from '@/lib/identity/registry/contract'
import type { TeamDetail } from '@/lib/identity/registry/ownership-contract'
import { RefusedState } from '../../_components/refused-state'
import { PutTeam } from '../../settings/_components/put-team'
import { AddMember } from './_components/add-member'
import { Members } from './_components/members'

export const metadata: Metadata = { title: 'Team' }

const AGENTS = 20

/** A team: who leads it and works in it, its agents, and what becomes of them when its lead leaves. */
export default async function TeamPage({ params }: Readonly<{ params: Promise<{ teamId: string }> }>) {
  const { teamId } = await params
  const found = await read((api) => api.teams.get({ teamId }))
  if (!found.ok) return <RefusedState refusal={found.refusal} what="teams" clearHref="/settings/teams" />
  const team = found.value
  const agents = await read((api) => api.agents.list({ team: team.name, limit: AGENTS }))
  return (
    <>
      <PageHeader
        trail={[{ label: 'Teams', href: '/settings/teams' }]}
        title={<bdi>{team.name}</bdi>}
        aside={<CopyId value={team.id} label="team id" />}
        description={team.mailbox ? `Its mailbox is ${team.mailbox}: a team’s, and so nobody’s who answers for an agent. A person is named beside it.` : 'It has no mailbox.'}
        actions={team.may_change ? <PutTeam team={{ name: team.name, mailbox: team.mailbox, lead: team.lead?.active ? team.lead : null }} /> : null}
      />
      <div className="grid gap-6 xl:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
        <div className="flex min-w-0 flex-col gap-6">
          <Card title="Members" description="Who works in it. Nobody answers for an agent by that." flush actions={team.may_set_members ? <AddMember teamId={team.id} without={team.members.filter(({ added }) => added !== null).map(({ id }) => id)} /> : null}>
            <Members team={team} />
          </Card>
          <Card title="Agents" description="Whose document names the team." flush actions={team.agents > AGENTS ? <TextLink href={hrefWith('/agents', {}, { team: team.name })} className="text-sm">All {team.agents.toLocaleString('en')}</TextLink> : null}>
            {agents.ok ? <Agents agents={agents.value.items} /> : <p className="px-4 pb-4 text-sm text-ink-2">They are not yours to see.</p>}
          </Card>
        </div>
        <Succession team={team} />
      </div>
    </>
  )
}

function Succession({ team: { lead, mailbox, on_lead_alone: alone } }: Readonly<{ team: TeamDetail }>) {
  const counted = alone === 1 ? 'one agent' : `${alone.toLocaleString('en')} agents`
  return (
    <Card className="self-start" title="When somebody leaves" description="An agent goes to the first of these who is here: its deputies in their order, the manager of who left, the lead of its team.">
      <DescriptionList
        entries={[
          {
            term: 'Lead',
            value: lead ? (
              <span className="inline-flex flex-wrap items-center gap-1.5">
                <TextLink href={`/agents/answers?person=${lead.id}`}>
                  <bdi>{lead.name}</bdi>
                </TextLink>
                {lead.active ? null : <Badge tone="caution">has left</Badge>}
              </span>
            ) : (
              <Badge tone="caution">nobody</Badge>
            ),
          },
          { term: 'On the lead alone', value: alone === 0 ? 'none: each has a deputy or a manager before' : counted },
        ]}
      />
      {!lead?.active ? (
        <Notice tone="caution" className="mt-3">
          Nobody follows for the team{alone > 0 ? `: when who answers for them leaves, ${counted} ${alone === 1 ? 'stops' : 'stop'}` : ''}. Name a lead{mailbox ? '; the mailbox is none' : ''}.
        </Notice>
      ) : alone > 0 ? (
        <p className="mt-3 text-sm text-ink-2">
          When <bdi>{lead.name}</bdi> leaves, nobody is left to follow for {alone === 1 ? 'it' : 'them'} until another lead is named: name deputies on the agents’ pages, or a lead in time. What the lead answers for themselves goes along its own succession.
        </p>
      ) : (
        <p className="mt-3 text-sm text-ink-2">
          When <bdi>{lead.name}</bdi> leaves, what they answer for goes along its own succession, and another lead is to be named.
        </p>
      )}
    </Card>
  )
}

function Agents({ agents }: Readonly<{ agents: readonly AgentRow[] }>) {
  if (agents.length === 0)
    return (
      <EmptyState because="nothing_yet" title="No agent names this team">
        <p>An agent’s document says which team it is of.</p>
      </EmptyState>
    )
  return (
    <Table caption="Agents of the team" stack>
      <THead>
        <Th>Agent</Th>
        <Th>Owner</Th>
        <Th>Sponsor</Th>
        <Th>Risk</Th>
      </THead>
      <TBody>
        {agents.map((agent) => (
          <Tr key={agent.id}>
            <Td lead className="font-medium">
              <span className="inline-flex flex-wrap items-center gap-2">
                <TextLink href={`/agents/${agent.id}`}>
                  <bdi>{agent.name}</bdi>
                </TextLink>
                <StatusBadge status={agent.status} />
              </span>
            </Td>
            <Td label="Owner">
              <bdi>{agent.owner.name}</bdi>
            </Td>
            <Td label="Sponsor">
              <bdi>{agent.sponsor.name}</bdi>
            </Td>
            <Td label="Risk">{agent.risk_level}</Td>
          </Tr>
        ))}
      </TBody>
    </Table>
  )
}
