import { PersonBadge } from '@/components/identity/person-badge'
import { Badge } from '@/components/ui/badge'
import { EmptyState } from '@/components/ui/empty-state'
import { TimeStamp } from '@/components/ui/time-stamp'
import type { TeamDetail } from '@/lib/identity/registry/ownership-contract'
import { RemoveMember } from './remove-member'

export function Members({ team }: Readonly<{ team: TeamDetail }>) {
  if (team.members.length === 0)
    return (
      <EmptyState because="nothing_yet" title="Nobody is in it">
        <p>{team.may_set_members ? 'Add who works in it, and name a lead.' : 'An administrator or its lead says who works in it.'}</p>
      </EmptyState>
    )
  return (
    <ul aria-label="Members">
      {team.members.map((member) => (
        <li key={member.id} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 border-t border-line px-4 py-2 text-sm">
          <span className="min-w-0">
            <span className="flex flex-wrap items-center gap-2">
              <PersonBadge name={member.name} gone={!member.active} href={`/agents/answers?person=${member.id}`} />
              {member.lead ? <Badge tone="calm">leads it</Badge> : null}
              {member.active ? null : <Badge tone="caution">has left</Badge>}
            </span>
            <span className="block text-xs text-ink-3">
              {member.agents === 0 ? 'answers for none of its agents' : member.agents === 1 ? 'answers for one of its agents' : `answers for ${member.agents} of its agents`}
              {member.added ? (
                <>
                  ; added by <bdi>{member.added.by}</bdi>, <TimeStamp value={member.added.at} style="date" />
                </>
              ) : null}
            </span>
          </span>
          {team.may_set_members && member.added ? <RemoveMember teamId={team.id} team={team.name} member={member} /> : null}
        </li>
      ))}
    </ul>
  )
}
