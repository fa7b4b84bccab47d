export type { Draft, DraftKind, KnownServer, Understood } from './draft'
export { understand } from './understand'
