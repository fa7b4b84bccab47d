import { platformName } from '@/components/identity/platform-name'
import { one, type RawParams } from '@/lib/console/filters'
import { AGENT_STATUSES, RISK_LEVELS, type AgentCounts } from '@/lib/identity/registry/contract'
import { FilterSelect } from '../../_components/filter-select'
import { PersonFilter } from '../../_components/person-filter'

type Counted = readonly { value: string; agents: number }[]
type Props = Readonly<{ /** Null: they could not be counted. */ counts: AgentCounts | null; raw: RawParams; person: { id: string; name: string } | null }>

/** What the list can be narrowed by, each value with how many agents choosing it would show. */
export function AgentFacets({ counts, raw, person }: Props) {
  /** Counted of the first agents alone, so that there may be more of each. */
  const isLess = (name: string) => (name === 'status' ? counts?.more : counts?.facets_more) ?? false
  const optionsOf = (name: string, of: Counted | null | undefined, all: readonly string[], wordOf: (value: string) => string) => {
    const chosen = one(raw, name)
    const values = [...new Set([...all, ...(of ?? []).map(({ value }) => value), ...(chosen ? [chosen] : [])])]
    return values.map((value) => {
      // Of the one that is chosen, all that are listed.
      const isChosen = value === chosen && (name === 'team' || name === 'tag') && counts !== null
      const agents = isChosen ? counts.agents : of?.find((counted) => counted.value === value)?.agents
      const more = isChosen ? counts.more : isLess(name)
      return { value, label: agents === undefined ? wordOf(value) : `${wordOf(value)} (${agents.toLocaleString('en')}${more ? '+' : ''})` }
    })
  }
  const capital = (value: string) => `${value[0]?.toUpperCase() ?? ''}${value.slice(1)}`
  const same = (value: string) => value
  return (
    <>
      <FilterSelect name="status" label="Status" any="All but retired" options={optionsOf('status', counts?.status, AGENT_STATUSES, capital)} />
      <FilterSelect name="risk" label="Risk" any="Any risk" options={optionsOf('risk', counts?.risk, RISK_LEVELS, capital)} />
      <FilterSelect name="platform" label="Platform" any="Any platform" options={optionsOf('platform', counts?.platform, [], platformName)} />
      {counts?.team?.length || one(raw, 'team') ? <FilterSelect name="team" label="Team" any="Any team" options={optionsOf('team', counts?.team, [], same)} /> : null}
      {counts?.tag?.length || one(raw, 'tag') ? <FilterSelect name="tag" label="Tag" any="Any tag" options={optionsOf('tag', counts?.tag, [], same)} /> : null}
      <PersonFilter chosen={person} label="Owner or sponsor" any="Anybody’s" />
      <FilterSelect name="ownerless" label="Whose owner or sponsor has left" any="Owned or not" options={[{ value: 'true', label: 'Owner or sponsor left' }]} />
    </>
  )
}
