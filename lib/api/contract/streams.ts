import { z } from 'zod'
import { OrderIdInput, OrderView } from '@/lib/identity/containment/contract'
import { CampaignIdInput } from '@/lib/identity/reviews/contract'
import { ExportInput } from '@/lib/identity/ledger/export-contract'
import { endpoint } from './endpoint'
import { ENTRIES_HEADER, LOG_KEY_HEADER } from '@/lib/kernel/export-formats'

export { ENTRIES_HEADER, LOG_KEY_HEADER }

/** Endpoints that answer with a stream in place of a document; under `/api/v1` as all others, and authorized as they are. */
export const STREAMS = {
  ledger: {
    export: endpoint({
      method: 'GET',
      path: '/ledger/export',
      permission: 'ledger.export',
      input: ExportInput,
      output: z.unknown(),
      summary: 'What a filter means, as `multipart/mixed`: the file, and its manifest signed with the log’s key',
    }),
  },
  reviews: {
    pack: endpoint({
      method: 'GET',
      path: '/reviews/:campaignId/pack',
      permission: 'reviews.campaign.pack',
      input: CampaignIdInput,
      output: z.unknown(),
      summary: 'A finished review as signed evidence that `lanyard verify` checks, as a zip file; who takes it is recorded',
    }),
  },
  containment: {
    watch: endpoint({
      method: 'GET',
      path: '/containment/orders/:orderId/events',
      permission: 'containment.order.get',
      input: OrderIdInput,
      output: OrderView,
      summary: 'One order as server-sent events: `order`, the whole of it whenever something of it changed; `beat`; and `end`',
    }),
  },
} as const
