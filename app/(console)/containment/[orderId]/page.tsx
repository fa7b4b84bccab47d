import type { Metadata } from 'next'
import { PageHeader } from '@/components/ui/page-header'
import { CopyId } from '@/components/ui/copy-id'
import { may, me } from '@/lib/console/me'
import { read } from '@/lib/console/read'
import { RefusedState } from '../../_components/refused-state'
import { OrderBoard } from '../_components/order-board'

export const metadata: Metadata = { title: 'Order' }

export default async function OrderPage({ params }: Readonly<{ params: Promise<{ orderId: string }> }>) {
  const { orderId } = await params
  const [who, order] = await Promise.all([me(), read((api) => api.containment.get({ orderId }))])
  if (!order.ok) return <RefusedState refusal={order.refusal} what="orders" clearHref="/containment" />
  return (
    <>
      <PageHeader
        trail={[{ label: 'Containment', href: '/containment' }]}
        title={
          <>
            Halt of <bdi>{order.value.target.name}</bdi>
          </>
        }
        aside={<CopyId value={order.value.id} label="order id" />}
      />
      <OrderBoard
        initial={order.value}
        me={{ id: who.id, mayExplain: may(who, 'containment.explain'), mayRestore: may(who, 'containment.restore') }}
      />
    </>
  )
}
