import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { EventSentence } from '@/components/identity/event-sentence'
import { CordStrip } from '@/components/identity/cord-strip'
import { PageHeader } from '@/components/ui/page-header'
import { Section } from '@/components/ui/section'
import { StatGrid, StatTile } from '@/components/ui/stat-tile'
import { cutChain, wholeChain } from '../_examples/chains'
import { exampleSentence } from '../_examples/sentences'
import { styleguideIsOpen } from '../is-open'
import { ExampleShell } from './example-shell'

export const metadata: Metadata = { title: 'Shell' }

export default function ShellPage() {
  if (!styleguideIsOpen()) notFound()
  return (
    <ExampleShell>
      <PageHeader title="Overview" description="An example page inside the console's shell." />
      <StatGrid label="Example posture">
        <StatTile label="Agents" value="1,204" href="#" note="18 new this week" />
        <StatTile label="Time to halt, p99" value="84" unit="ms" href="#" note="drill of 12 Jan" />
        <StatTile label="Halted" value="2" tone="signal" href="#" note="since 14:03" />
        <StatTile label="Standing secrets" value={null} href="#" note="no source has reported" />
      </StatGrid>
      <Section title="Latest calls" className="mt-8">
        <ul>
          {[wholeChain, cutChain].map((chain, index) => (
            <li key={index} className="flex flex-col gap-1.5 border-b border-line py-3 last:border-b-0">
              <EventSentence parts={exampleSentence} outcome={index === 0 ? 'ok' : 'cut'} />
              <CordStrip chain={chain} />
            </li>
          ))}
        </ul>
      </Section>
    </ExampleShell>
  )
}
