import type { HaltCovers } from '@/components/identity/halt-covers'
import type { CoverageView } from '@/lib/identity/containment/contract'

export function coversOf(view: CoverageView): HaltCovers {
  return {
    agents: view.agents.length,
    tokens: view.live_tokens,
    callsInFlight: view.calls_in_flight,
    ...(view.dependents ? { dependents: view.dependents.total } : {}),
    asOf: view.as_of,
    notCovered: view.not_covered,
    lastMeasured: view.last_drill,
  }
}
