import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { LinkTabs } from '@/components/ui/tabs'
import { PageHeader } from '@/components/ui/page-header'
import { styleguideIsOpen } from './is-open'
import { Chains } from './chains'
import { Charts } from './charts'
import { Controls } from './controls'
import { Feedback } from './feedback'
import { Foundations } from './foundations'
import { Halting } from './halting'
import { Identity } from './identity'
import { Lists } from './lists'
import { Overlays } from './overlays'

export const metadata: Metadata = { title: 'Style guide' }

const THEMES = ['both', 'light', 'dark'] as const

type Props = Readonly<{ searchParams: Promise<{ theme?: string | string[] }> }>

/** Every component in every state, in both themes. Its props are examples and touch no data. */
export default async function StyleguidePage({ searchParams }: Props) {
  if (!styleguideIsOpen()) notFound()
  const { theme } = await searchParams
  const chosen = THEMES.find((each) => each === theme) ?? 'both'
  const panes = chosen === 'both' ? (['light', 'dark'] as const) : [chosen]
  return (
    <main className="mx-auto max-w-[110rem] px-4 py-6 lg:px-8">
      <PageHeader title="Style guide" description="Every component in every state. Examples only: nothing here is anybody's data." />
      <LinkTabs
        label="Theme"
        current={`?theme=${chosen}`}
        tabs={[
          ...THEMES.map((each) => ({ href: `?theme=${each}`, label: each === 'both' ? 'Both themes' : each === 'light' ? 'Light' : 'Dark' })),
          { href: '/styleguide/shell', label: 'Shell' },
        ]}
      />
      <div className={panes.length > 1 ? 'mt-6 grid gap-6 xl:grid-cols-2' : 'mt-6'}>
        {panes.map((pane) => (
          <div key={pane} data-theme={pane} className="min-w-0 rounded-lg border border-line bg-canvas px-4 pb-6 text-ink sm:px-6">
            <Foundations />
            <Identity />
            <Halting />
            <Chains />
            <Lists />
            <Charts />
            <Controls pane={pane} />
            <Overlays />
            <Feedback />
          </div>
        ))}
      </div>
    </main>
  )
}
