'use client'

import { HaltButton } from '@/components/identity/halt-button'
import type { HaltCovers } from '@/components/identity/halt-covers'
import { TextLink } from '@/components/ui/text-link'
import { useHalt } from './use-halt'

type Props = Readonly<{
  agent: { id: string; name: string }
  /** What it covers, where the page has read it already; else it is read when somebody looks at the button. */
  covers?: HaltCovers | null
  /** It is stopped already: nothing to press, unless it was stopped from here. */
  halted?: boolean
  size?: 'sm' | 'md' | 'lg'
  quiet?: boolean
}>

/** The one click. Keeps what became of it after the page around it has been read anew. */
export function AgentHalt({ agent, covers = null, halted = false, size, quiet }: Props) {
  const { covers: now, consider, state, order, orderId, halt, explain } = useHalt(agent.id, { known: covers })
  if (halted && state.status === 'idle') return null
  return (
    <span className="inline-flex flex-wrap items-center gap-x-3 gap-y-1">
      <HaltButton
        name={agent.name}
        covers={now}
        state={state}
        onHalt={halt}
        onConsider={consider}
        onReason={explain}
        reasonGiven={Boolean(order?.reason)}
        {...(size ? { size } : {})}
        {...(quiet ? { quiet } : {})}
      />
      {orderId ? (
        <TextLink href={`/containment/${orderId}`} className="text-xs">
          Live board
        </TextLink>
      ) : null}
    </span>
  )
}
