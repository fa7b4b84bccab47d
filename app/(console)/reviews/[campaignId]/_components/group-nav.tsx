import { cn } from '@/components/ui/cn'
import { GROUP_WORDS, type Group, type GroupKey } from './groups'

export type Shown = GroupKey | 'all'
type Props = Readonly<{ groups: readonly Group[]; shown: Shown; onShow: (key: Shown) => void }>

/** The groups of the work, each with what is left of it. */
export function GroupNav({ groups, shown, onShow }: Props) {
  const all = groups.reduce((sum, { open }) => sum + open, 0)
  const entries = [...groups.map(({ key, open }) => ({ key: key as Shown, title: GROUP_WORDS[key].title, open })), { key: 'all' as const, title: 'Everything', open: all }]
  return (
    <nav aria-label="Groups" className="relative min-w-0 max-w-full max-lg:overflow-x-auto max-lg:pb-1 lg:w-52 lg:shrink-0">
      <ul className="flex gap-1 lg:sticky lg:top-20 lg:flex-col">
        {entries.map(({ key, title, open }) => (
          <li key={key}>
            <button
              type="button"
              aria-pressed={shown === key}
              onClick={() => onShow(key)}
              className={cn(
                'flex w-full items-baseline justify-between gap-3 whitespace-nowrap rounded-md px-2.5 py-1.5 text-left text-sm lg:whitespace-normal',
                shown === key ? 'bg-selected font-medium text-ink' : 'text-ink-2 hover:bg-hover hover:text-ink',
              )}
            >
              {title}
              <span className="text-xs font-normal tabular-nums text-ink-3">
                {open}
                <span className="sr-only"> to decide</span>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </nav>
  )
}
