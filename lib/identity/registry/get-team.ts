import { query } from './internal/tables'
import { teamDetail } from './internal/team-detail'
import { TeamIdInput } from './ownership-contract'

/** A team: who leads it, who works in it, and what its agents would be without its lead. */
export const getTeam = query({
  name: 'registry.team.list',
  input: TeamIdInput,
  answer: (tx, { actor, input: { teamId } }) => teamDetail(tx, actor, teamId),
})
