'use client'

import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { AgentBadge } from '@/components/identity/agent-badge'
import { HaltButton } from '@/components/identity/halt-button'
import { HaltCoversList } from '@/components/identity/halt-covers'
import { platformName } from '@/components/identity/platform-name'
import { DialogClose } from '@/components/ui/dialog'
import { TextLink } from '@/components/ui/text-link'
import type { AgentRow } from '@/lib/identity/registry/contract'
import { AgentPicker } from './agent-picker'
import { OrderReason } from './order-reason'
import { useHalt } from './use-halt'

/** Halt from anywhere: choose an agent, see what it covers, one click. */
export function HaltForm({ label, begin }: Readonly<{ label: string; /** What was typed before this was here. */ begin: string }>) {
  const [agent, setAgent] = useState<AgentRow | null>(null)
  if (!agent)
    return (
      <div className="flex flex-col gap-3">
        <AgentPicker label={label} begin={begin} onPick={setAgent} autoFocus />
        <OtherWays />
      </div>
    )
  return <HaltChosen key={agent.id} agent={agent} onAnother={() => setAgent(null)} />
}

/** One click is for one agent and all below it; everything else takes a page of its own. */
function OtherWays({ agentId }: Readonly<{ agentId?: string }>) {
  return (
    <p className="text-sm text-ink-2">
      <DialogClose asChild>
        <TextLink href={agentId ? `/containment/halt?agentId=${agentId}` : '/containment/halt'}>
          {agentId ? 'Strip, quarantine, kill, for a while, or one run' : 'A run, a tool, a platform or everything'}
        </TextLink>
      </DialogClose>
    </p>
  )
}

function HaltChosen({ agent, onAnother }: Readonly<{ agent: AgentRow; onAnother: () => void }>) {
  const { covers, coveredNames, coverageLost, state, order, orderId, halt } = useHalt(agent.id, { eager: true })
  const halted = agent.status === 'suspended' || agent.status === 'quarantined'
  return (
    <div className="flex flex-col gap-4">
      <div className="flex items-center justify-between gap-4">
        <AgentBadge name={agent.name} status={agent.status} detail={`${agent.owner.name}, ${platformName(agent.platform)}`} />
        {state.status === 'idle' ? (
          <Button variant="ghost" size="sm" onClick={onAnother}>
            Another agent
          </Button>
        ) : null}
      </div>
      {state.status === 'idle' || state.status === 'failed' ? (
        <>
          {covers || coverageLost ? <HaltCoversList covers={covers} /> : <p className="text-sm text-ink-2">Reading what it covers…</p>}
          {coveredNames.length > 1 ? (
            <p className="text-sm text-ink-2">
              Stops <bdi>{coveredNames.slice(0, 6).join(', ')}</bdi>
              {coveredNames.length > 6 ? ` and ${coveredNames.length - 6} more` : ''}.
            </p>
          ) : null}
          {halted ? <p className="text-sm text-caution">It is stopped already. A second order would have to be lifted by itself.</p> : null}
        </>
      ) : null}
      <HaltButton name={agent.name} covers={covers} state={state} onHalt={halt} size="lg" />
      {state.status === 'idle' ? <OtherWays agentId={agent.id} /> : null}
      {order ? (
        <>
          {order.reason ? <p className="text-sm text-ink-2">Because “{order.reason}”</p> : <OrderReason orderId={order.id} name={agent.name} />}
          <p className="text-sm">
            <DialogClose asChild>
              <TextLink href={`/containment/${orderId}`}>Live board of this order</TextLink>
            </DialogClose>
          </p>
        </>
      ) : null}
    </div>
  )
}
