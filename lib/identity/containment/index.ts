export {
  coverEpochsOf, coversFrom, coversOf, coversSql, wideCoversFrom, wideCoversOf, wideCoversSql, wideKey,
  type Cover, type CoverRow, type Limit, type WideRow,
} from './covers-of' // prettier-ignore
export { enrolPoint, type EnrolRefusal } from './enrol-point'
export { explainOrder } from './explain-order'
export { changesSince, readFeedState, readSnapshot, type EpochChange, type FeedState, type TenantSnapshot } from './feed-reads'
export { getOrder } from './get-order'
export { halt } from './halt'
export type { SpentProof } from './internal/spend-proof'
export { epochsOf, holdContainment, shareContainment } from './hold'
export { LEASE_MS } from './lease-window'
export { listOrders } from './list-orders'
export { listPoints } from './list-points'
export { listRoutes, type Route } from './list-routes'
export { noteLeases } from './note-leases'
export { servesTenant, type Point } from './point'
export { previewHalt } from './preview-halt'
export { recordCalls } from './record-calls'
export { recordReceipt, type ReceiptRefusal } from './record-receipt'
export { recordTools } from './record-tools'
export { restore } from './restore'
export { statusOf } from './status-of'
