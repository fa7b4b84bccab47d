import { EmptyState } from '@/components/ui/empty-state'
import { refusalText } from '@/lib/console/refusal-text'
import type { ApiRefusal } from '@/lib/api/client'

/** What a page shows in place of what it was refused: why, and the one way on where there is one. */
export function RefusedState({ refusal, what, clearHref }: Readonly<{ refusal: ApiRefusal; /** "agents" */ what: string; clearHref: string }>) {
  if (refusal.code === 'invalid') {
    return (
      <EmptyState because="no_match" title="This address has a filter that cannot be read" next={{ label: `All ${what}`, href: clearHref }}>
        <p>{refusalText(refusal)}. Nothing is shown, since leaving the filter out would show everything.</p>
      </EmptyState>
    )
  }
  return (
    <EmptyState because="not_permitted" title={refusal.code === 'denied' ? `The ${what} are not yours to see` : `The ${what} could not be read`}>
      <p>{refusalText(refusal)}</p>
    </EmptyState>
  )
}
