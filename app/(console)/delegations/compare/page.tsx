import type { Metadata } from 'next'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import { Card } from '@/components/ui/section'
import { Table, TBody, Td, Th, THead, Tr } from '@/components/ui/table'
import { one, type RawParams } from '@/lib/console/filters'
import { me } from '@/lib/console/me'
import { read } from '@/lib/console/read'
import { chainOf } from '../_components/chain-of'
import { foreignChainOf } from '../_components/foreign-graph'
import { ComparedChain } from './_components/compared-chain'
import { differences, type Side } from './_components/differences'

export const metadata: Metadata = { title: 'Two chains' }

/** Two events beside each other, each with its chain, and where they part. */
export default async function ComparePage({ searchParams }: Readonly<{ searchParams: Promise<RawParams> }>) {
  await me() // whoever has no session reads nothing here
  const raw = await searchParams
  const [a, b] = await Promise.all([sideOf(one(raw, 'a')), sideOf(one(raw, 'b'))])
  const rows = a && b ? differences(a, b) : []
  const apart = rows.filter((row) => row.differs).length
  return (
    <>
      <PageHeader
        trail={[{ label: 'Delegations', href: '/delegations' }]}
        title="Two chains"
        description={a && b ? (apart === 0 ? 'Alike in all that is compared.' : `They differ in ${apart} of ${rows.length} things.`) : 'Two events beside each other, and where their chains part.'}
      />
      {a && b ? (
        <>
          <div className="grid min-w-0 items-start gap-4 lg:grid-cols-2">
            <ComparedChain name="First" event={a.event} chain={a.view ? chainOf(a.view, a.event) : foreignChainOf(a.event)} />
            <ComparedChain name="Second" event={b.event} chain={b.view ? chainOf(b.view, b.event) : foreignChainOf(b.event)} />
          </div>
          <Card flush className="mt-4">
            <Table caption="What is compared">
              <THead>
                <Th>What</Th>
                <Th>First</Th>
                <Th>Second</Th>
              </THead>
              <TBody>
                {rows.map((row) => (
                  <Tr key={row.what}>
                    <Td>
                      <span className={row.differs ? 'font-semibold' : 'text-ink-2'}>{row.what}</span>
                      <span className="block text-xs text-ink-3">{row.differs ? 'differs' : 'alike'}</span>
                    </Td>
                    <Td className="break-words">{row.first}</Td>
                    <Td className="break-words">{row.second}</Td>
                  </Tr>
                ))}
              </TBody>
            </Table>
          </Card>
        </>
      ) : (
        <Card>
          <EmptyState because="nothing_yet" title="Two events are needed" next={{ label: 'Choose the first', href: '/delegations' }}>
            <p>Open an event, choose “Compare”, then the event to compare it with.</p>
          </EmptyState>
        </Card>
      )}
    </>
  )
}

async function sideOf(eventId: string | undefined): Promise<Side | null> {
  if (!eventId) return null
  const event = await read((api) => api.events.get({ eventId }))
  if (!event.ok) return null
  const delegationId = event.value.delegation_id
  const chain = delegationId ? await read((api) => api.delegations.chain({ delegationId })) : null
  return { event: event.value, view: chain?.ok ? chain.value : null }
}
