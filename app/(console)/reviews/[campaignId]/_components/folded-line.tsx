import { Button } from '@/components/ui/button'
import { GROUP_WORDS } from './groups'
import type { WorkItem } from './work-item'

const NAMES = 4

/** Many that need no look of their own, as one line that can be confirmed, or opened. */
export function FoldedLine({ items, onKeep, onShow }: Readonly<{ items: readonly WorkItem[]; onKeep: () => void; onShow: () => void }>) {
  const names = items.slice(0, NAMES).map(({ agent }) => agent.name).join(', ')
  const more = items.length - NAMES
  return (
    <div data-folded className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 px-4 py-3 text-sm">
      <p className="min-w-0 basis-64 grow break-words text-ink-2">
        <span className="font-medium text-ink">
          {items.length} {items.length === 1 ? 'agent' : 'agents'}
        </span>{' '}
        {GROUP_WORDS.steady.words}: {names}
        {more > 0 ? ` and ${more} more` : ''}
      </p>
      <span className="flex flex-wrap gap-2">
        <Button size="sm" onClick={onKeep}>
          Keep {items.length === 1 ? 'it' : `all ${items.length}`}
        </Button>
        <Button size="sm" variant="ghost" onClick={onShow}>
          Show {items.length === 1 ? 'it' : 'them'}
        </Button>
      </span>
    </div>
  )
}
