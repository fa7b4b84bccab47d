'use client'

import { BarChart3, Table2 } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import { Button } from '@/components/ui/button'

type Props = Readonly<{
  /** The finding as a sentence: "Denials doubled after 14:00". */
  title: string
  /** What is counted, per what, over which time. */
  subtitle: string
  legend?: ReactNode
  chart: ReactNode
  table: ReactNode
}>

/** A chart says what it shows, and shows its numbers to whoever would rather read them. */
export function ChartFrame({ title, subtitle, legend, chart, table }: Props) {
  const [view, setView] = useState<'chart' | 'table'>('chart')
  const Icon = view === 'chart' ? Table2 : BarChart3
  return (
    <figure className="min-w-0">
      <figcaption className="flex items-start justify-between gap-4 pb-2">
        <span className="min-w-0">
          <span className="block text-sm font-semibold text-ink">{title}</span>
          <span className="block text-xs text-ink-3">{subtitle}</span>
        </span>
        <Button size="sm" variant="ghost" onClick={() => setView(view === 'chart' ? 'table' : 'chart')}>
          <Icon aria-hidden="true" />
          {view === 'chart' ? 'Numbers' : 'Chart'}
        </Button>
      </figcaption>
      {view === 'chart' ? (
        <>
          {legend}
          <div aria-hidden="true">{chart}</div>
          <div className="sr-only">{table}</div>
        </>
      ) : (
        <div className="max-h-72 overflow-y-auto">{table}</div>
      )}
    </figure>
  )
}
