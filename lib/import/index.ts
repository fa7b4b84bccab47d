export type { Draft, DraftKind, KnownServer, Understood } from './draft'
export type { IssuerKeys } from './a2a-signature'
export { understand } from './understand'
