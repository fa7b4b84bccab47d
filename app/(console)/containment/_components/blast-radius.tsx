import { LastMeasuredLine } from '@/components/identity/last-measured'
import { DescriptionList } from '@/components/ui/description-list'
import { TimeStamp } from '@/components/ui/time-stamp'
import type { CoverageView } from '@/lib/identity/containment/contract'

const NAMES_MAX = 12

/** What an order would cover, from the query that executes it, and as plainly what it would not. */
export function BlastRadius({ view }: Readonly<{ view: CoverageView }>) {
  const connected = view.points.filter((point) => point.connected).length
  const lives = view.tokens_by_life.filter(({ tokens }) => tokens > 0)
  return (
    <div className="flex flex-col gap-3" aria-live="polite">
      <DescriptionList
        entries={[
          { term: 'Agents stopped', value: <Names all={view.agents} more={view.more_agents} none="none by itself" /> },
          ...(view.affected.length > 0 ? [{ term: 'Agents that lose it', value: <Names all={view.affected} none="" /> }] : []),
          {
            term: 'Live tokens',
            value: (
              <>
                {view.live_tokens}
                {lives.length > 0 ? <span className="text-ink-3"> ({lives.map(({ up_to_seconds, tokens }) => (up_to_seconds === null ? `${tokens} for longer` : `${tokens} for up to ${up_to_seconds} s`)).join(', ')})</span> : null}
              </>
            ),
          },
          { term: 'Calls in flight', value: view.calls_in_flight },
          { term: 'People it acts for', value: <Names all={view.people} none="nobody" /> },
          { term: 'Systems it reaches', value: view.systems.map(({ slug }) => slug).join(', ') || 'none now' },
          { term: 'Depends on it', exact: 'Agents that are not stopped: by work that runs through it now, and by what identity documents name. Programs that call it by themselves are not on record here.', value: <Dependents of={view.dependents} /> },
          { term: 'Enforcement points', value: `${connected} of ${view.points.length} connected${connected < view.points.length ? '; the others refuse everything' : ''}` },
        ]}
      />
      <div className="text-sm">
        <p className="font-medium text-caution">Not covered</p>
        <ul className="list-disc pl-4 text-ink-2">
          {view.not_covered.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      </div>
      <LastMeasuredLine last={view.last_drill} />
      <p className="text-xs text-ink-3">
        As of <TimeStamp value={view.as_of} style="time" />. If this has changed when you press the button, you are shown what it covers then, and nothing is stopped.
      </p>
    </div>
  )
}

/** Those who go on without it. */
function Dependents({ of }: Readonly<{ of: CoverageView['dependents'] }>) {
  if (!of) return <span className="text-ink-3">not read yet</span>
  const running = of.agents.filter(({ why }) => why === 'work_running').length
  return (
    <>
      <Names all={of.agents} more={of.total - of.agents.length} none="no other agent that is on record" />
      {running > 0 ? <span className="text-caution"> ({running === 1 ? 'one has' : `${running} have`} work running through it)</span> : null}
    </>
  )
}

function Names({ all, more = 0, none }: Readonly<{ all: readonly { id: string; name: string }[]; more?: number; none: string }>) {
  if (all.length === 0) return <span className="text-ink-3">{none}</span>
  const rest = Math.max(0, all.length - NAMES_MAX) + more
  return (
    <span className="break-words">
      <strong className="font-semibold">{all.length + more}</strong>{' '}
      <bdi className="text-ink-2">
        {all.slice(0, NAMES_MAX).map(({ name }) => name).join(', ')}
        {rest > 0 ? ` and ${rest} more` : ''}
      </bdi>
    </span>
  )
}
