import { v7 } from 'uuid'

declare const brand: unique symbol
/** A UUIDv7 (RFC 9562 §5.7) that names one kind of thing. There are two ways to get one: mint it or parse it. */
export type Id<Kind extends string> = string & { readonly [brand]: Kind }

export type TenantId = Id<'tenant'>
export type PersonId = Id<'person'>
export type AgentId = Id<'agent'>
export type RevisionId = Id<'revision'>
export type ToolServerId = Id<'tool_server'>
export type MandateId = Id<'mandate'>
/** Names one hop of authority, and is the `jti` of the token that carries it. */
export type DelegationId = Id<'delegation'>
export type OrderId = Id<'containment_order'>
export type PointId = Id<'enforcement_point'>
export type EntryId = Id<'ledger_entry'>

const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

export function newId<Kind extends string>(): Id<Kind> {
  return v7() as Id<Kind>
}

export function parseId<Kind extends string>(raw: unknown): Id<Kind> | null {
  return typeof raw === 'string' && UUID_V7.test(raw) ? (raw as Id<Kind>) : null
}

/** For values that the database or a signed token vouches for; anything from outside goes through `parseId`. */
export function trustedId<Kind extends string>(raw: string): Id<Kind> {
  return raw as Id<Kind>
}
