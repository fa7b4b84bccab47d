/**
 * What an enforcement point is made of, for the gateway and for tests; a resource server imports `lanyard/guard`
 * (index.ts), which puts it together. `openPoint` keeps the lease, the feed, the records and the receipts; `decide`
 * judges one call.
 */
export { accessTokenReader, type ReadAccessToken, type TokenRefusal } from './access-token'
export { authenticate, containmentFacts, credentialsOf, type Credentials, type Presented } from './authenticate'
export { CallRecords, type Ending } from './call-records'
export { chainOf, scopesOf, type ActClaim, type AgentClaims } from './claims'
export { ContainmentView, type Contained, type Destination, type SubjectKind } from './containment-view'
export { denialOf, refusedAt, RPC, type Denial } from './denial'
export { ensureEnrolled } from './enrol'
export { cutWords, inWords } from './in-words'
export { readJson } from './json-body'
export { CHECKS, decide, type Call, type Check, type CheckName, type Decision } from './decide'
export type { EpochDocument } from './feed-documents'
export { eventReader } from './feed-stream'
export { feedRequest, type FeedRequest } from './feed-request'
export { issuerKeys } from './issuer-keys'
export { Lease, LEASE_MS, type LeaseState } from './lease'
export { openPoint, type Point, type PointEvents } from './point'
export { loadPointKey, pointKey, type PointKey } from './point-key'
export { proofChecker, type CheckProof, type ProofCheckRefusal } from './proof'
export { requiredScope, type Needed } from './required-scope'
export { NotRecorded, Records, type DecisionRecord, type LedgerRecord, type OutcomeRecord, type RecordAnswer } from './records'
