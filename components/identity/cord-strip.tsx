import { TimeStamp } from '@/components/ui/time-stamp'
import { cn } from '@/components/ui/cn'
import type { Chain } from './chain-types'
import { CordFray, CordJoint, CordKnot, CordRun, CordStop } from './cord-pieces'
import { cordOf, cordWidth, scopeCount, STRIP_RANGE, isCut, type CordStep } from './cord'
import { EntityName } from './entity-name'
import { KIND_WORD } from './kind-mark'
import { isHalted } from './status-badge'

type Props = Readonly<{ chain: Chain; className?: string }>

/** A chain on one line: names ride on one continuous cord, which is as thick under a name as the authority it holds. */
export function CordStrip({ chain, className }: Props) {
  const { steps, root } = cordOf(chain)
  if (steps.length === 0) return <span className="text-sm text-caution">no chain recorded</span>
  const cut = steps.find((step) => step.edge?.ended)?.edge?.ended
  return (
    <div className={cn('min-w-0 max-w-full grow', className)}>
      <ol className="flex min-w-0 items-stretch">
        {steps.map((step, index) => (
          <Step
            key={step.node.id}
            step={step}
            root={root}
            previousHeld={steps[index - 1]?.held ?? step.held}
            first={index === 0}
            last={index === steps.length - 1}
            autonomous={index === 0 && chain.autonomous === true}
          />
        ))}
        {chain.truncated ? <li className="shrink-0 self-start whitespace-nowrap pl-1 text-xs leading-5 text-ink-3">and more</li> : null}
      </ol>
      {cut ? (
        <p aria-hidden="true" className={cn('pt-0.5 text-xs sm:hidden', isCut(cut) ? 'text-signal' : 'text-ink-2')}>
          <span className="font-medium">{cut.reason}</span> <TimeStamp value={cut.at} style="time" />
        </p>
      ) : null}
    </div>
  )
}

type StepProps = Readonly<{ step: CordStep; root: number; previousHeld: number; first: boolean; last: boolean; autonomous: boolean }>

function Step({ step, root, previousHeld, first, last, autonomous }: StepProps) {
  const { node, edge, held, live } = step
  const width = cordWidth(held, root, STRIP_RANGE)
  const before = cordWidth(previousHeld, root, STRIP_RANGE)
  const cut = edge?.ended
  const halted = isHalted(node.status)
  const holds = `holds ${held} of ${scopeCount(root)}`
  return (
    <li className={'flex min-w-0 shrink items-stretch'}>
      {cut ? (
        <span className={cn('flex min-w-12 shrink flex-col justify-end', isCut(cut) ? 'px-0.5 text-signal' : 'text-ink-2')} title={cut.reason}>
          <span className="mb-auto flex min-w-0 gap-1 px-1 text-2xs font-medium leading-5 max-sm:sr-only">
            <span className="sr-only">{isCut(cut) ? 'cut: ' : null}</span>
            <span className="max-w-44 truncate">{cut.reason}</span>
            <TimeStamp value={cut.at} style="time" className="font-normal" />
          </span>
          {isCut(cut) ? <CordFray before={before} after={width} /> : <CordStop before={before} />}
        </span>
      ) : first ? null : (
        <CordJoint before={before} after={width} live={live} />
      )}
      <span className="flex min-w-10 shrink flex-col" title={`${node.name}: ${KIND_WORD[node.kind]}, ${holds}`}>
        <span className={cn('flex h-5 min-w-0 items-baseline gap-1 whitespace-nowrap pr-1 text-sm leading-5')}>
          {autonomous ? <span className="shrink-0 text-2xs text-ink-3">
              <span className="max-sm:sr-only">standing </span>mandate of
            </span> : null}
          <EntityName
            name={node.name}
            href={node.href}
            className={cn('min-w-0 truncate leading-5', live ? 'text-ink' : 'text-ink-3', node.kind === 'person' && 'font-medium', node.kind === 'tool' && 'font-mono text-[0.75rem]', halted && 'font-medium text-signal')}
          />
          {node.status && node.status !== 'active' ? (
            <span className={cn('shrink-0 text-2xs max-sm:sr-only', halted ? 'text-signal' : node.status === 'unknown' ? 'text-caution' : 'text-ink-3')}>{node.status}</span>
          ) : null}
        </span>
        <span className="relative mt-auto flex h-3 items-center">
          <CordRun width={width} live={live} standing={autonomous} first={first} last={last} />
          <CordKnot kind={node.kind} live={live} halted={halted} />
        </span>
        <span className="sr-only">, {holds}</span>
      </span>
    </li>
  )
}
