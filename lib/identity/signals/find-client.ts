import type { SignalStream } from '@/generated/prisma/client'
import { hotTransaction } from '@/lib/db/hot'
import { read } from '@/lib/db/transaction'
import { parseId, trustedId, type TenantId } from '@/lib/kernel/ids'

export type ReceiverClient = { id: string; name: string; tenantId: TenantId }

/** A receiver as an OAuth client; null for one that is none, or was removed. Asked at every request. */
export async function findReceiverClient(clientId: string): Promise<ReceiverClient | null> {
  if (parseId(clientId) === null) return null
  const { rows } = await hotTransaction('system', (client) =>
    client.query<{ id: string; name: string; tenant_id: string }>({ name: 'receiver-client', text: 'select id, name, tenant_id from signal_receiver where id = $1 and removed_at is null', values: [clientId] }),
  )
  const row = rows[0]
  return row ? { id: row.id, name: row.name, tenantId: trustedId<'tenant'>(row.tenant_id) } : null
}

/** The stream of a receiver, as it manages it. */
export const streamOf = ({ id, tenantId }: ReceiverClient): Promise<SignalStream | null> =>
  read(tenantId, (tx) => tx.signalStream.findFirst({ where: { receiverId: id, tenantId, deletedAt: null } }))
