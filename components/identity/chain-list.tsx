import { cn } from '@/components/ui/cn'
import { TimeStamp } from '@/components/ui/time-stamp'
import type { Chain, ChainEdge, ChainNode } from './chain-types'
import { isCut, rootsOf, scopeCount } from './cord'
import { endWord } from './edge-words'
import { EntityName } from './entity-name'
import { KIND_WORD, KindMark } from './kind-mark'
import { StatusBadge } from './status-badge'

type Props = Readonly<{
  chain: Chain
  /** False where the list stands unseen beside the graph, whose own links are the ones to be reached by Tab. */
  linked?: boolean
}>

/** The chain in words: everything the graph says, in reading order. */
export function ChainList({ chain, linked = true }: Props) {
  return (
    <div className="flex flex-col gap-2 text-sm">
      {chain.autonomous ? <p className="text-ink-2">Autonomous: nobody asked for this work; it runs under a standing mandate.</p> : null}
      <ul>
        {rootsOf(chain).map((node) => (
          <Entry key={node.id} chain={chain} node={node} edge={null} linked={linked} seen={new Set()} />
        ))}
      </ul>
      {chain.truncated ? <p className="text-ink-3">There is more below than is listed here.</p> : null}
    </div>
  )
}

type EntryProps = Readonly<{ chain: Chain; node: ChainNode; edge: ChainEdge | null; linked: boolean; seen: ReadonlySet<string> }>

function Entry({ chain, node, edge, linked, seen }: EntryProps) {
  if (seen.has(node.id)) return null
  const path = new Set([...seen, node.id])
  const below = chain.edges.filter((each) => each.from === node.id)
  return (
    <li>
      <div className="flex flex-wrap items-center gap-x-2 gap-y-0.5 py-1.5">
        <KindMark kind={node.kind} className="text-ink-3" />
        <span className="sr-only">{KIND_WORD[node.kind]}</span>
        <EntityName name={node.name} href={linked ? node.href : undefined} className="font-medium text-ink" />
        {node.status ? <StatusBadge status={node.status} className="text-xs" /> : null}
        {node.detail ? <span className="text-xs text-ink-3">{node.detail}</span> : null}
        {edge ? <Hop edge={edge} /> : null}
      </div>
      {below.length > 0 ? (
        <ul className="ml-2 border-l border-line pl-4">
          {below.map((each) => {
            const next = chain.nodes.find((candidate) => candidate.id === each.to)
            return next ? <Entry key={each.id} chain={chain} node={next} edge={each} linked={linked} seen={path} /> : null
          })}
        </ul>
      ) : null}
    </li>
  )
}

function Hop({ edge }: Readonly<{ edge: ChainEdge }>) {
  return (
    <div className="flex w-full flex-col gap-0.5 pl-6 text-xs text-ink-2">
      {edge.how ? (
        <p>{edge.how}</p>
      ) : (
        <p>
          Holds {edge.scopesOut.length} of {scopeCount(edge.scopesIn.length)}
          {edge.scopesOut.length ? <Scopes of={edge.scopesOut} /> : null}
        </p>
      )}
      {edge.dropped.length ? (
        <p>
          Dropped <Scopes of={edge.dropped} faint />
        </p>
      ) : null}
      {edge.purpose ? <p>Because {edge.purpose}</p> : null}
      {edge.expiresAt ? (
        <p>
          Until <TimeStamp value={edge.expiresAt} />
        </p>
      ) : null}
      {edge.ended ? (
        <p className={cn('font-medium', isCut(edge.ended) ? 'text-signal' : 'text-ink')}>
          {endWord(edge.ended)} <TimeStamp value={edge.ended.at} />: {edge.ended.reason}
        </p>
      ) : null}
    </div>
  )
}

function Scopes({ of, faint = false }: Readonly<{ of: readonly string[]; faint?: boolean }>) {
  return of.map((scope) => (
    <span key={scope} className={cn('ml-1.5 inline-block max-w-full font-mono text-2xs [overflow-wrap:anywhere]', faint ? 'text-ink-3 line-through' : 'text-ink')}>
      {scope}
    </span>
  ))
}
