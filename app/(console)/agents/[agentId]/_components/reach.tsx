import { Badge } from '@/components/ui/badge'
import { Card } from '@/components/ui/section'
import { TextLink } from '@/components/ui/text-link'
import type { ReachedData, ReachedTool, ReachView, ThroughView } from '@/lib/identity/registry/reach-contract'

const SHOWN_MAX = 12
type Ref = ReachView['agent']

/** The standing blast radius: by documents in force, whatever it holds at this moment. */
export function Reach({ reach }: Readonly<{ reach: ReachView }>) {
  const { tools, data, through, depends, more } = reach
  const beyond = through.reduce((sum, one) => sum + one.beyond, 0)
  return (
    <Card
      id="reach"
      title="Reach"
      description={`By the documents in force: ${counted(tools.length, 'tool')} and ${counted(data.length, 'kind')} of data directly, ${counted(through.length, 'agent')} through delegation.`}
    >
      <div className="flex flex-col gap-3 text-sm">
        <div>
          <h3 className="font-medium">Through those it may delegate to</h3>
          {through.length === 0 ? <p className="text-ink-2">Nobody: it may delegate to no agent that is active.</p> : <Through all={through} />}
          {beyond > 0 ? <p className="pt-1 text-xs text-ink-3">What is beyond its own document, others call with authority of their own alone: a chain only narrows.</p> : null}
        </div>
        <div>
          <h3 className="font-medium">Who and what depends on it</h3>
          <p className="text-ink-2">
            {depends.people.length === 0 ? 'No person' : <Names all={depends.people} />} {depends.people.length === 1 ? 'has' : 'have'} it act by {counted(depends.mandates, 'live mandate')}; {counted(depends.live_delegations, 'live delegation')} {depends.live_delegations === 1 ? 'passes' : 'pass'} through it.
          </p>
          <p className="text-ink-2">{depends.agents.length === 0 ? 'No agent may delegate to it.' : <>May delegate to it: <Names all={depends.agents.map(({ agent }) => agent)} linked />.</>}</p>
        </div>
        {more ? <p className="text-caution">There are more agents than are followed here.</p> : null}
      </div>
    </Card>
  )
}

/** What approving the draft would add, before anybody does. */
export function DraftReach({ draft }: Readonly<{ draft: NonNullable<ReachView['draft']> }>) {
  const { tools, data, through, takes_away: away } = draft
  const adds = tools.length + data.length + through.length
  const takes = away.tools.length + away.data.length + away.agents.length
  return (
    <Card
      title={adds === 0 ? 'It reaches nothing more than now' : 'What it would reach beyond now'}
      description={`Directly and through those it may delegate to, once draft ${draft.number} is in force.`}
      actions={adds > 0 ? <Badge tone="caution">{counted(adds, 'addition')}</Badge> : null}
    >
      <div className="flex flex-col gap-2 text-sm">
        {tools.length > 0 ? (
          <p>
            <span className="font-medium">Tools:</span> <Tools all={tools} />
          </p>
        ) : null}
        {data.length > 0 ? (
          <p>
            <span className="font-medium">Data:</span> <Data all={data} />
          </p>
        ) : null}
        {through.length > 0 ? (
          <div>
            <h3 className="font-medium">Agents</h3>
            <Through all={through} />
          </div>
        ) : null}
        {takes > 0 ? (
          <p className="text-ink-2">
            It would reach no longer: {[...away.tools.map(toolName), ...away.data.map(({ resource }) => resource), ...away.agents.map(({ name }) => name)].slice(0, SHOWN_MAX).join(', ')}
            {takes > SHOWN_MAX ? ` and ${takes - SHOWN_MAX} more` : ''}.
          </p>
        ) : null}
      </div>
    </Card>
  )
}

function Through({ all }: Readonly<{ all: readonly ThroughView[] }>) {
  return (
    <>
      <ul className="flex flex-col gap-1">
        {all.slice(0, SHOWN_MAX).map(({ agent, by_way_of: by, tools, beyond }) => (
          <li key={agent.id} className="min-w-0">
            <TextLink href={`/agents/${agent.id}`} className="font-medium">
              <bdi>{agent.name}</bdi>
            </TextLink>
            {by.length > 0 ? <span className="text-ink-3"> by way of <bdi>{by.map(({ name }) => name).join(', ')}</bdi></span> : null}
            <span className="text-ink-2">
              : {tools.length === 0 ? 'no tool' : <Tools all={tools} />}
              {beyond > 0 ? `; ${beyond} beyond its own` : ''}
            </span>
          </li>
        ))}
      </ul>
      {all.length > SHOWN_MAX ? <p className="text-ink-3">and {all.length - SHOWN_MAX} more agents</p> : null}
    </>
  )
}

function Names({ all, linked = false }: Readonly<{ all: readonly Ref[]; linked?: boolean }>) {
  return (
    <>
      {all.slice(0, SHOWN_MAX).map(({ id, name }, index) => (
        <span key={id}>
          {index > 0 ? ', ' : ''}
          {linked ? (
            <TextLink href={`/agents/${id}`}>
              <bdi>{name}</bdi>
            </TextLink>
          ) : (
            <bdi>{name}</bdi>
          )}
        </span>
      ))}
      {all.length > SHOWN_MAX ? ` and ${all.length - SHOWN_MAX} more` : ''}
    </>
  )
}

const toolName = ({ server, tool }: ReachedTool): string => `${server}:${tool}`
const Tools = ({ all }: Readonly<{ all: readonly ReachedTool[] }>) => (
  <span className="break-words font-mono text-xs">
    {all.slice(0, SHOWN_MAX).map(toolName).join(', ')}
    {all.length > SHOWN_MAX ? ` and ${all.length - SHOWN_MAX} more` : ''}
  </span>
)
const Data = ({ all }: Readonly<{ all: readonly ReachedData[] }>) => (
  <bdi className="break-words">
    {all.slice(0, SHOWN_MAX).map(({ resource, access_type, sensitivity }) => `${access_type} ${resource} (${sensitivity})`).join(', ')}
    {all.length > SHOWN_MAX ? ` and ${all.length - SHOWN_MAX} more` : ''}
  </bdi>
)
const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`
