'use client'

import { Controls, EdgeLabelRenderer, Handle, Position, ReactFlow, ReactFlowProvider, type Edge, type EdgeProps, type Node, type NodeProps } from '@xyflow/react'
import '@xyflow/react/dist/base.css'
import { createContext, use, useMemo, useRef, type KeyboardEvent } from 'react'
import { ChainEdgeCord } from './chain-edge-cord'
import { ChainEdgeLabel } from './chain-edge-label'
import { layoutChain } from './chain-layout'
import { NODE_HEIGHT, NODE_WIDTH } from './chain-metrics'
import { ChainNodeCard } from './chain-node-card'
import type { Chain, ChainEdge, ChainNode, ChainSelection } from './chain-types'
import { walkChain, type WalkKey } from './chain-walk'
import { liveEdges, rootScopes, rootsOf } from './cord'
import type { Point } from './ribbon'

export type CanvasProps = Readonly<{ chain: Chain; selected: ChainSelection | null; onSelect?: (selection: ChainSelection) => void }>

type Shared = CanvasProps & { places: ReadonlyMap<string, Point>; root: number; roots: ReadonlySet<string>; live: ReadonlySet<string> }
const ChainContext = createContext<Shared | null>(null)

function useChain(): Shared {
  const shared = use(ChainContext)
  if (!shared) throw new Error('a piece of a chain stands outside its canvas')
  return shared
}

type FlowNode = Node<{ node: ChainNode }, 'chain'>
type FlowEdge = Edge<{ edge: ChainEdge }, 'cord'>

/** The library wants handles; the cord is drawn from the places of the nodes themselves. */
const HIDDEN = { opacity: 0, pointerEvents: 'none' } as const

function FlowNodeCard({ data: { node } }: NodeProps<FlowNode>) {
  const { chain, roots, selected, onSelect } = useChain()
  return (
    <>
      <Handle type="target" position={Position.Top} isConnectable={false} style={HIDDEN} />
      <ChainNodeCard
        node={node}
        root={roots.has(node.id)}
        autonomous={chain.autonomous === true}
        selected={selected?.kind === 'node' && selected.id === node.id}
        onSelect={() => onSelect?.({ kind: 'node', id: node.id })}
      />
      <Handle type="source" position={Position.Bottom} isConnectable={false} style={HIDDEN} />
    </>
  )
}

/** Where the cord goes through the slot of a badge. */
const SLOT_DEPTH = 9
const LABEL = { aside: 14, above: 46 } as const

function FlowEdgeCord({ id, data }: EdgeProps<FlowEdge>) {
  const { chain, places, root, roots, live, selected, onSelect } = useChain()
  const edge = data?.edge
  const [above, below] = [edge && places.get(edge.from), edge && places.get(edge.to)]
  if (!edge || !above || !below) return null
  const target = chain.nodes.find((node) => node.id === edge.to)
  const from = { x: above.x + NODE_WIDTH / 2, y: above.y + NODE_HEIGHT }
  const to = { x: below.x + NODE_WIDTH / 2, y: below.y + (target?.kind === 'agent' ? SLOT_DEPTH : 0) }
  const isSelected = selected?.kind === 'edge' && selected.id === id
  const isLive = live.has(id)
  const select = () => onSelect?.({ kind: 'edge', id })
  // On the side that the cord does not come from, so that no hop runs through its own words.
  const leftward = to.x < from.x - 1
  const x = to.x + (leftward ? -LABEL.aside : LABEL.aside)
  return (
    <>
      <ChainEdgeCord
        edge={edge}
        from={from}
        to={to}
        root={root}
        live={isLive}
        standing={chain.autonomous === true && roots.has(edge.from)}
        selected={isSelected}
        crowded={chain.edges.filter((each) => each.from === edge.from).length > 1}
        onSelect={select}
      />
      <EdgeLabelRenderer>
        <div className="absolute" style={{ pointerEvents: 'all', transform: `translate(${leftward ? '-100%' : '0'}, -50%) translate(${x}px, ${below.y - LABEL.above}px)`, zIndex: 2 }}>
          <ChainEdgeLabel chain={chain} edge={edge} live={isLive} selected={isSelected} onSelect={select} />
        </div>
      </EdgeLabelRenderer>
    </>
  )
}

const NODE_TYPES = { chain: FlowNodeCard }
const EDGE_TYPES = { cord: FlowEdgeCord }
const WALK_KEYS: readonly string[] = ['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight'] satisfies WalkKey[]
const isWalkKey = (key: string): key is WalkKey => WALK_KEYS.includes(key)

export function ChainCanvas({ chain, selected, onSelect }: CanvasProps) {
  const box = useRef<HTMLDivElement>(null)
  const layout = useMemo(() => layoutChain(chain), [chain])
  // A single line of nodes fits any phone; dragging there must scroll the page, not the drawing.
  const wide = layout.width > NODE_WIDTH
  const shared = useMemo<Shared>(
    () => ({ chain, selected, onSelect, places: layout.places, root: rootScopes(chain), roots: new Set(rootsOf(chain).map(({ id }) => id)), live: liveEdges(chain) }),
    [chain, selected, onSelect, layout],
  )
  const nodes = useMemo<FlowNode[]>(
    () => chain.nodes.map((node) => ({ id: node.id, type: 'chain', position: layout.places.get(node.id) ?? { x: 0, y: 0 }, data: { node }, width: NODE_WIDTH, height: NODE_HEIGHT, zIndex: 0 })),
    [chain, layout],
  )
  const edges = useMemo<FlowEdge[]>(() => chain.edges.map((edge) => ({ id: edge.id, type: 'cord', source: edge.from, target: edge.to, data: { edge }, zIndex: 1 })), [chain])

  function walk(event: KeyboardEvent) {
    const { chainKind, chainId } = event.target instanceof HTMLElement ? event.target.dataset : {}
    if (!chainId || !isWalkKey(event.key) || (chainKind !== 'node' && chainKind !== 'edge')) return
    event.preventDefault()
    const next = walkChain(chain, { kind: chainKind, id: chainId }, event.key)
    if (!next) return
    box.current?.querySelector<HTMLElement>(`[data-chain-kind="${next.kind}"][data-chain-id="${CSS.escape(next.id)}"]`)?.focus()
  }

  return (
    <ReactFlowProvider>
      <ChainContext value={shared}>
        {/* The keys move focus between buttons; the box itself is no control. */}
        {/* eslint-disable-next-line jsx-a11y/no-static-element-interactions */}
        <div ref={box} onKeyDown={walk} className="size-full">
          <ReactFlow
            nodes={nodes}
            edges={edges}
            nodeTypes={NODE_TYPES}
            edgeTypes={EDGE_TYPES}
            fitView
            fitViewOptions={{ padding: { x: '16px', y: '16px' }, maxZoom: 1, minZoom: wide ? 0.7 : 0.9 }}
            minZoom={0.35}
            maxZoom={1.6}
            nodesDraggable={false}
            nodesConnectable={false}
            nodesFocusable={false}
            edgesFocusable={false}
            elementsSelectable={false}
            elevateEdgesOnSelect={false}
            zoomOnScroll={false}
            panOnDrag={wide}
            zoomOnPinch={wide}
            zoomOnDoubleClick={false}
            preventScrolling={false}
            attributionPosition="bottom-left"
            deleteKeyCode={null}
            aria-label="Chain of authority"
          >
            {wide ? <Controls showInteractive={false} position="bottom-right" /> : null}
          </ReactFlow>
        </div>
      </ChainContext>
    </ReactFlowProvider>
  )
}
