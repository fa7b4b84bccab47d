import type { Listener } from '@/lib/db/listener'
import type { TenantId } from '@/lib/kernel/ids'

export type SelfTestAsked = { id: string; tenant: TenantId; value: string; asked_at: number }

/** What was asked so lately that somebody still waits for it. */
const WAITED_FOR = '5 seconds'

export const recentSelfTests = (reader: Pick<Listener, 'query'>): Promise<SelfTestAsked[]> =>
  reader.query<SelfTestAsked>(
    `select id, tenant_id as tenant, value, (extract(epoch from asked_at) * 1000)::float8 as asked_at from self_test where asked_at > now() - interval '${WAITED_FOR}' order by asked_at, id`,
  )
