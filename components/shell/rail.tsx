'use client'

import { usePathname } from 'next/navigation'
import { Suspense, use } from 'react'
import { cn } from '@/components/ui/cn'
import { Link } from '@/components/ui/link'
import { currentItem } from './current-item'
import type { RailGroup } from './shell-types'

type Props = Readonly<{ groups: readonly RailGroup[]; onNavigate?: () => void }>

export function Rail({ groups, onNavigate }: Props) {
  const path = usePathname()
  const current = currentItem(groups.flatMap((group) => group.items), path)
  return (
    <nav aria-label="Areas" className="flex flex-col gap-4">
      {groups.map((group, index) => (
        <div key={group.label ?? index}>
          {group.label ? <p className="px-2 pb-1 text-2xs font-medium text-ink-3">{group.label}</p> : null}
          <ul className="flex flex-col gap-px">
            {group.items.map((item) => {
              const here = item === current
              return (
                <li key={item.href}>
                  <Link
                    href={item.href}
                    onClick={onNavigate}
                    aria-current={here ? 'page' : undefined}
                    className={cn(
                      'relative flex h-8 items-center gap-2.5 rounded-md px-2 text-sm transition-colors max-lg:h-10 [&_svg]:size-4 [&_svg]:shrink-0',
                      here ? 'bg-selected font-medium text-ink' : 'text-ink-2 hover:bg-hover hover:text-ink [&_svg]:text-ink-3',
                    )}
                  >
                    {item.icon}
                    <span className="truncate">{item.label}</span>
                    {item.count === undefined ? null : (
                      <Suspense fallback={null}>
                        <Count of={item.count} />
                      </Suspense>
                    )}
                  </Link>
                </li>
              )
            })}
          </ul>
        </div>
      ))}
    </nav>
  )
}

function Count({ of }: Readonly<{ of: number | Promise<number> }>) {
  const count = typeof of === 'number' ? of : use(of)
  if (count === 0) return null
  return (
    <span className="ml-auto min-w-5 rounded-sm bg-strong px-1 text-center text-2xs font-medium leading-4 text-on-strong">
      {count > 999 ? '999+' : count}
      <span className="sr-only"> for you</span>
    </span>
  )
}
