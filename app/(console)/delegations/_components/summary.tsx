'use client'

import type { Chain, ChainSelection } from '@/components/identity/chain-types'
import { isCut } from '@/components/identity/cord'
import { endWord, hopSentence, lifetime } from '@/components/identity/edge-words'
import { isHalted, StatusBadge } from '@/components/identity/status-badge'
import { Badge } from '@/components/ui/badge'
import { CopyId } from '@/components/ui/copy-id'
import { DescriptionList } from '@/components/ui/description-list'
import { TextLink } from '@/components/ui/text-link'
import { TimeStamp } from '@/components/ui/time-stamp'
import type { ChainView } from '@/lib/identity/delegation/contract'
import type { EventView } from '@/lib/identity/ledger/contract'
import { AgentHalt } from '../../_components/agent-halt'
import { ForeignChain } from '../../_components/foreign-chain'
import { ImportedSession } from '../../_components/imported-session'
import { duration } from '../../_components/duration'
import { isForeign, principalAt } from './foreign-graph'
import { hourOf } from './time-window'

type Props = Readonly<{ event: EventView; view: ChainView | null; chain: Chain | null; selected: ChainSelection | null; mayHalt: boolean }>

export function Summary({ event, view, chain, selected, mayHalt }: Props) {
  if (chain && selected?.kind === 'edge') return <HopSummary chain={chain} id={selected.id} />
  if (chain && selected?.kind === 'node') return <NodeSummary event={event} chain={chain} id={selected.id} mayHalt={mayHalt} />
  return (
    <div className="flex flex-col gap-4">
      <DescriptionList
        entries={[
          { term: 'Result', value: `${event.result}${event.reason ? `, because ${event.reason}` : ''}` },
          ...(event.outcome
            ? [{ term: 'Outcome', value: <>{event.outcome.result}{event.outcome.reason ? `: ${event.outcome.reason}` : ''}{event.outcome.ms === null ? '' : `, after ${duration(event.outcome.ms)}`}</> }]
            : event.action === 'tool.call' && event.result === 'allowed'
              ? [{ term: 'Outcome', value: <span className="text-caution">none yet: it runs, or its enforcement point has not said</span> }]
              : []),
          ...(event.imported
            ? [
                { term: 'Recorded by', value: `${event.imported.title}; it was neither decided nor seen here` },
                { term: 'Imported', value: <>{event.imported.imported_at ? <TimeStamp value={event.imported.imported_at} /> : 'not known when'}{event.imported.imported_by ? <>, by <bdi>{event.imported.imported_by}</bdi></> : null}</> },
              ]
            : []),
          ...(event.purpose ? [{ term: 'Purpose', value: event.purpose }] : []),
          ...(event.root
            ? [{ term: event.autonomous ? 'Standing mandate of' : 'In the name of', value: <TextLink href={`/delegations?person=${event.root.id}`}><bdi>{event.root.name}</bdi></TextLink> }]
            : []),
          ...(view?.mandate ? [{ term: 'Mandate until', value: <TimeStamp value={view.mandate.expires_at} /> }] : []),
          ...(event.run_id ? [{ term: 'Run', exact: 'Thumbprint of its DPoP key', value: <span className="flex flex-wrap items-center gap-x-3"><CopyId value={event.run_id} label="run id" keep={16} /><TextLink href={`/delegations?run=${encodeURIComponent(event.run_id)}`} className="text-xs">all of it</TextLink></span> }] : []),
          ...(event.delegation_id
            ? [{ term: 'Token', exact: 'jti', value: <span className="flex flex-wrap items-center gap-x-3"><CopyId value={event.delegation_id} label="token id" keep={12} /><TextLink href={`/delegations?delegation=${event.delegation_id}`} className="text-xs">all under it</TextLink></span> }]
            : []),
          { term: 'In the log', value: event.leaf ? <TextLink href={`/ledger/${event.id}`}>position {event.leaf.position}, sealed</TextLink> : <TextLink href={`/ledger/${event.id}`}>not sealed yet</TextLink> },
        ]}
      />
      {event.imported ? (
        <div className="-mx-4 border-t border-line">
          <ForeignChain from={event.imported} />
        </div>
      ) : null}
      <ImportedSession session={event.session} href={(other) => `/delegations?event=${other.id}`} />
      <Around event={event} mayHalt={mayHalt} chain={chain} />
    </div>
  )
}

/** The two questions an analyst has next, and the act. */
function Around({ event, chain, mayHalt }: Readonly<{ event: EventView; chain: Chain | null; mayHalt: boolean }>) {
  return (
    <div className="flex flex-col gap-2 text-sm">
      {event.root ? (
        <div className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1">
          <TextLink href={`/delegations?person=${event.root.id}`}>
            Everything in the name of <bdi>{event.root.name}</bdi>
          </TextLink>
          <TextLink href={`/delegations?person=${event.root.id}&${new URLSearchParams(hourOf(event.at)).toString()}`} className="text-xs">
            of that hour alone
          </TextLink>
        </div>
      ) : null}
      {event.chain.map((agent) => {
        const status = chain?.nodes.find((node) => node.id === agent.id)?.status
        return (
          <div key={agent.id} className="flex flex-wrap items-center justify-between gap-2 border-t border-line pt-2">
            <TextLink href={`/delegations?agent=${agent.id}`}>
              Everything through <bdi>{agent.name}</bdi> and below it
            </TextLink>
            {mayHalt ? <AgentHalt agent={agent} halted={isHalted(status)} size="sm" quiet /> : null}
          </div>
        )
      })}
    </div>
  )
}

function NodeSummary({ event, chain, id, mayHalt }: Readonly<{ event: EventView; chain: Chain; id: string; mayHalt: boolean }>) {
  const node = chain.nodes.find((each) => each.id === id)
  if (!node) return null
  const all = node.kind === 'person' ? `Everything in the name of ${node.name}` : node.kind === 'agent' ? `Everything through ${node.name} and below it` : `Every call of ${node.name}`
  const isOurs = !isForeign(node.id)
  const principal = principalAt(event, node.id)
  const allHref = node.kind === 'agent' && isOurs ? `/delegations?agent=${node.id}` : node.href
  return (
    <div className="flex flex-col gap-3 text-sm">
      <p className="flex flex-wrap items-center gap-3">
        <strong className="text-base font-semibold">
          <bdi>{node.name}</bdi>
        </strong>
        {node.status ? <StatusBadge status={node.status} /> : null}
        <span className="text-ink-3">{node.detail}</span>
      </p>
      {principal ? (
        <DescriptionList
          entries={[
            { term: 'There named', value: <CopyId value={principal.id} label="id in the other system" keep={0} className="break-all text-left" /> },
            { term: 'One of ours', value: principal.known ? `Yes: ${principal.known.why}` : 'Nobody here is taken for them' },
          ]}
        />
      ) : null}
      {allHref ? <TextLink href={allHref}>{all}</TextLink> : null}
      {node.kind === 'agent' && isOurs ? <TextLink href={`/agents/${node.id}`}>Its page</TextLink> : null}
      {node.kind === 'agent' && isOurs && mayHalt ? <AgentHalt key={node.id} agent={{ id: node.id, name: node.name }} halted={isHalted(node.status)} /> : null}
    </div>
  )
}

function HopSummary({ chain, id }: Readonly<{ chain: Chain; id: string }>) {
  const edge = chain.edges.find((each) => each.id === id)
  if (!edge) return null
  return (
    <div className="flex flex-col gap-3">
      <p className="text-sm font-medium">{hopSentence(chain, edge)}</p>
      <DescriptionList
        entries={[
          ...(edge.how ? [{ term: 'How', value: edge.how }] : [{ term: 'Holds', value: <Scopes of={edge.scopesOut} /> }]),
          ...(edge.dropped.length ? [{ term: 'Dropped', value: <Scopes of={edge.dropped} /> }] : []),
          ...(edge.purpose ? [{ term: 'Purpose', value: edge.purpose }] : []),
          ...(edge.issuedAt ? [{ term: 'Issued', value: <TimeStamp value={edge.issuedAt} /> }] : []),
          ...(edge.expiresAt ? [{ term: 'Until', value: <>{<TimeStamp value={edge.expiresAt} />}, {lifetime(edge)}</> }] : []),
          ...(edge.ended ? [{ term: endWord(edge.ended), value: <span className={isCut(edge.ended) ? 'text-signal' : undefined}><TimeStamp value={edge.ended.at} />: {edge.ended.reason}</span> }] : []),
        ]}
      />
    </div>
  )
}

const Scopes = ({ of }: Readonly<{ of: readonly string[] }>) =>
  of.length === 0 ? (
    <span className="text-ink-3">nothing</span>
  ) : (
    <span className="flex flex-wrap gap-1">
      {of.map((scope) => (
        <Badge key={scope} mono tone="outline">
          {scope}
        </Badge>
      ))}
    </span>
  )
