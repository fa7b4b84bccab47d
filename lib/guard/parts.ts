/**
 * What a resource server needs to let Lanyard's agents in and keep contained ones out, without a database:
 * `openPoint` keeps the lease, the feed, the records and the receipts; `decide` judges one call.
 */
export { accessTokenReader, type ReadAccessToken, type TokenRefusal } from './access-token'
export { chainOf, scopesOf, type ActClaim, type AgentClaims } from './claims'
export { ContainmentView, type Contained, type Destination, type SubjectKind } from './containment-view'
export { inWords } from './in-words'
export { CHECKS, decide, type Call, type Check, type CheckName, type Decision } from './decide'
export type { EpochDocument } from './feed-documents'
export { feedRequest, type FeedRequest } from './feed-request'
export { issuerKeys } from './issuer-keys'
export { Lease, LEASE_MS, type LeaseState } from './lease'
export { openPoint, type Point, type PointEvents } from './point'
export { loadPointKey, pointKey, type PointKey } from './point-key'
export { proofChecker, type CheckProof, type ProofCheckRefusal } from './proof'
export { NotRecorded, Records, type DecisionRecord, type LedgerRecord, type OutcomeRecord, type RecordAnswer } from './records'
