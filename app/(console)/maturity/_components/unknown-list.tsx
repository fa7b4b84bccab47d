import { CircleDashed } from 'lucide-react'
import type { DimensionView } from '@/lib/identity/posture/contract'

/** What nobody can say yet, and what would have to exist. It counts for nothing, and is not hidden. */
export function UnknownList({ dimensions }: Readonly<{ dimensions: readonly DimensionView[] }>) {
  return (
    <ul aria-label="Not known" className="grid gap-x-8 lg:grid-cols-2">
      {dimensions.map((dimension) => {
        const unknown = dimension.facts.filter(({ state, needs }) => state === 'unknown' && needs !== null)
        return unknown.length === 0 ? null : (
          <li key={dimension.id} className="border-t border-line px-4 py-2.5 text-sm">
            <p className="flex items-center gap-1.5 font-medium text-ink">
              <CircleDashed aria-hidden="true" className="size-3.5 text-caution" />
              {dimension.title}
              {dimension.score === null ? <span className="font-normal text-caution">unknown as a whole</span> : null}
            </p>
            <ul className="mt-1 flex flex-col gap-1 text-ink-2">
              {unknown.map((fact) => (
                <li key={fact.id}>
                  {fact.title}. <span className="text-ink-3">Needs: {fact.needs}</span>
                </li>
              ))}
            </ul>
          </li>
        )
      })}
    </ul>
  )
}
