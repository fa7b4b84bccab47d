import type { Metadata } from 'next'
import { Badge } from '@/components/ui/badge'
import { Td, Tr } from '@/components/ui/table'
import { TextLink } from '@/components/ui/text-link'
import { hrefWith } from '@/lib/console/filters'
import { may, me } from '@/lib/console/me'
import { read } from '@/lib/console/read'
import { RefusedState } from '../../_components/refused-state'
import { ListCard } from '../_components/list-card'
import { PutTeam } from '../_components/put-team'

export const metadata: Metadata = { title: 'Teams' }

export default async function TeamsPage() {
  const [who, teams] = await Promise.all([me(), read((api) => api.teams.list({}))])
  if (!teams.ok) return <RefusedState refusal={teams.refusal} what="teams" clearHref="/settings/teams" />
  const changes = may(who, 'registry.team.put')
  return (
    <ListCard
        title="Teams"
        description="A team is no person: its mailbox answers for no agent. Its lead follows when an owner or a sponsor leaves and neither a deputy nor a manager does."
        add={changes ? <PutTeam /> : null}
        empty={{ title: 'No team is set up', text: 'Agents may name a team all the same; then nobody follows for it when somebody leaves.' }}
        columns={['Team', 'Lead', 'Mailbox', { name: 'Members', numeric: true }, { name: 'Agents', numeric: true }]}
        act={changes ? 'Change' : null}
        rows={teams.value.map((team) => (
          <Tr key={team.id}>
            <Td lead className="font-medium">
              <TextLink href={`/teams/${team.id}`}>
                <bdi>{team.name}</bdi>
              </TextLink>
            </Td>
            <Td label="Lead">
              {team.lead?.active ? (
                <TextLink href={`/agents/answers?person=${team.lead.id}`}>
                  <bdi>{team.lead.name}</bdi>
                </TextLink>
              ) : (
                <span className="inline-flex flex-wrap items-center gap-1.5">
                  <Badge tone="caution">{team.lead ? 'has left' : 'nobody'}</Badge>
                  <span className="text-ink-3">{team.mailbox ? 'name a person beside its mailbox' : 'nobody follows for it'}</span>
                </span>
              )}
            </Td>
            <Td label="Mailbox" className="break-all text-ink-2">
              {team.mailbox ?? 'none'}
            </Td>
            <Td label="Members" numeric>
              {team.members.toLocaleString('en')}
            </Td>
            <Td label="Agents" numeric>
              {team.agents > 0 ? <TextLink href={hrefWith('/agents', {}, { team: team.name })}>{team.agents.toLocaleString('en')}</TextLink> : <span className="text-ink-3">0</span>}
            </Td>
            {changes ? (
              <Td corner className="text-right">
                <PutTeam team={{ name: team.name, mailbox: team.mailbox, lead: team.lead?.active ? team.lead : null }} />
              </Td>
            ) : null}
          </Tr>
        ))}
      />
  )
}
