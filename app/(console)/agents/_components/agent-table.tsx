import { AgentBadge } from '@/components/identity/agent-badge'
import { PersonBadge } from '@/components/identity/person-badge'
import { platformName } from '@/components/identity/platform-name'
import { isHalted, StatusBadge } from '@/components/identity/status-badge'
import { cn } from '@/components/ui/cn'
import { Link } from '@/components/ui/link'
import { SortTh, Table, TBody, Td, Th, THead, Tr } from '@/components/ui/table'
import { TextLink } from '@/components/ui/text-link'
import { TimeStamp } from '@/components/ui/time-stamp'
import { hrefWith, one, type RawParams } from '@/lib/console/filters'
import type { AgentRow } from '@/lib/identity/registry/contract'
import { AgentHalt } from '../../_components/agent-halt'
import { RiskLevel } from '../../_components/risk-level'
import { ChooseAgent, ChooseAll } from './bulk-selection'

/** What an agent's own page tells as well: on a phone the list is for finding one, and for stopping it. */
const ON_WIDE = 'group-data-stack/table:max-sm:hidden'

type Props = Readonly<{ rows: readonly AgentRow[]; raw: RawParams; mayHalt: boolean; /** Rows may be chosen, for what is done to many. */ chooses: boolean }>

export function AgentTable({ rows, raw, mayHalt, chooses }: Props) {
  const sort = one(raw, 'sort') ?? 'name'
  const sortHref = (by: string) => hrefWith('/agents', raw, { sort: by === 'name' ? null : by })
  return (
    <Table caption="Agents" stack>
      <THead>
        {chooses ? (
          <Th className="w-px pr-0 max-sm:hidden">
            <ChooseAll />
          </Th>
        ) : null}
        <SortTh href={sortHref('name')} direction={sort === 'name' ? 'asc' : null}>
          Agent
        </SortTh>
        <Th>Status</Th>
        <Th>Owner</Th>
        <Th>Risk</Th>
        <Th>Platform</Th>
        <Th numeric className="max-2xl:hidden">
          Tools
        </Th>
        <Th numeric>Live delegations</Th>
        <SortTh href={sortHref('last_active')} direction={sort === 'last_active' ? 'desc' : null}>
          Last active
        </SortTh>
        <Th>Review due</Th>
        <SortTh href={sortHref('newest')} direction={sort === 'newest' ? 'desc' : null}>
          Registered
        </SortTh>
        {mayHalt ? (
          <Th>
            <span className="sr-only">Halt</span>
          </Th>
        ) : null}
      </THead>
      <TBody>
        {rows.map((agent) => (
          <Tr key={agent.id} alarmed={isHalted(agent.status)}>
            {chooses ? (
              <Td className={cn('w-px pr-0', ON_WIDE)}>
                <ChooseAgent id={agent.id} name={agent.name} />
              </Td>
            ) : null}
            <Td lead className="sm:max-w-64">
              <AgentBadge name={agent.name} href={`/agents/${agent.id}`} {...(agent.team ? { detail: agent.team } : {})} />
              {agent.tags.length > 0 ? <Tags tags={agent.tags} raw={raw} /> : null}
            </Td>
            <Td label="Status">
              <StatusBadge status={agent.status} />
            </Td>
            <Td label="Owner" className="sm:max-w-44">
              <PersonBadge name={agent.owner.name} href={hrefWith('/agents', {}, { person: agent.owner.id })} />
            </Td>
            <Td label="Risk">
              <RiskLevel level={agent.risk_level} />
            </Td>
            <Td label="Platform" className={cn('text-ink-2', ON_WIDE)}>
              {platformName(agent.platform)}
            </Td>
            <Td label="Tools" numeric className={cn('max-2xl:hidden', ON_WIDE)}>
              {agent.tools}
            </Td>
            <Td label="Delegations" numeric>
              {agent.live_delegations > 0 ? <TextLink href={`/delegations?agent=${agent.id}`}>{agent.live_delegations}</TextLink> : <span className="text-ink-3">0</span>}
            </Td>
            <Td label="Last active" className="text-ink-2">
              <TimeStamp value={agent.last_active_at} style="relative" />
            </Td>
            <Td label="Review due" className={cn('text-ink-2', ON_WIDE)}>
              <TimeStamp value={agent.next_review_at} style="date" />
            </Td>
            <Td label="Registered" className={cn('text-ink-2', ON_WIDE)}>
              <TimeStamp value={agent.created_at} style="date" />
            </Td>
            {mayHalt ? (
              <Td nowrap corner className="text-right">
                {agent.status === 'retired' || agent.status === 'draft' ? null : (
                  <AgentHalt agent={{ id: agent.id, name: agent.name }} halted={isHalted(agent.status)} size="sm" quiet />
                )}
              </Td>
            ) : null}
          </Tr>
        ))}
      </TBody>
    </Table>
  )
}

/** Each finds those that have it, too. */
function Tags({ tags, raw }: Readonly<{ tags: readonly string[]; raw: RawParams }>) {
  return (
    <span className="mt-0.5 flex flex-wrap gap-1 pl-6">
      {tags.slice(0, TAGS_SHOWN).map((tag) => (
        <Link key={tag} href={hrefWith('/agents', raw, { tag })} className="inline-flex h-5 items-center rounded-md bg-selected px-1.5 text-xs text-ink-2 hover:text-ink">
          {tag}
        </Link>
      ))}
      {tags.length > TAGS_SHOWN ? <span className="text-xs leading-5 text-ink-3">{tags.length - TAGS_SHOWN} more</span> : null}
    </span>
  )
}
const TAGS_SHOWN = 4
