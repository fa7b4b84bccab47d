import type { Metadata } from 'next'
import { PageHeader } from '@/components/ui/page-header'
import { CopyId } from '@/components/ui/copy-id'
import { may, me } from '@/lib/console/me'
import { read } from '@/lib/console/read'
import { FinishApproved } from '../../_components/finish-approved'
import { RefusedState } from '../../_components/refused-state'
import { OrderBoard } from '../_components/order-board'
import { readApproval } from '../_components/read-approval'
import { readSignature } from '../_components/read-approved'
import { restoreOrderAction, signRestoreAction } from '../actions'

export const metadata: Metadata = { title: 'Order' }

const TITLE = { suspend: 'Halt of', strip: 'Privileges of', quarantine: 'Quarantine of', kill: 'Kill of' } as const

type Props = Readonly<{ params: Promise<{ orderId: string }>; searchParams: Promise<{ proof?: string | string[] }> }>

export default async function OrderPage({ params, searchParams }: Props) {
  const [{ orderId }, { proof }] = await Promise.all([params, searchParams])
  const proofId = typeof proof === 'string' ? proof : undefined
  const [who, order, approval, signature] = await Promise.all([
    me(),
    read((api) => api.containment.get({ orderId })),
    readApproval(proofId, orderId),
    readSignature(proofId, orderId),
  ])
  if (!order.ok) return <RefusedState refusal={order.refusal} what="orders" clearHref="/containment" />
  return (
    <>
      <PageHeader
        trail={[{ label: 'Containment', href: '/containment' }]}
        title={
          <>
            {TITLE[order.value.mode]} <bdi>{order.value.target.name}</bdi>
          </>
        }
        aside={<CopyId value={order.value.id} label="order id" />}
      />
      {approval?.state === 'given' && !order.value.lifted ? (
        <div className="mb-6">
          <FinishApproved action={restoreOrderAction} input={{ orderId, reason: approval.reason }} proof={approval.id} to={`/containment/${orderId}`} doing="Restoring now." failed="It was not restored" />
        </div>
      ) : null}
      {signature ? (
        <div className="mb-6">
          <FinishApproved action={signRestoreAction} input={signature.input} proof={signature.proof} to={`/containment/${orderId}`} doing="Signing now." failed="It was not signed" />
        </div>
      ) : null}
      <OrderBoard
        initial={order.value}
        me={{ id: who.id, mayExplain: may(who, 'containment.explain'), mayRestore: may(who, 'containment.restore'), maySign: may(who, 'containment.restore.sign'), byPasskey: who.tenant.kind !== 'sample' }}
      />
    </>
  )
}
