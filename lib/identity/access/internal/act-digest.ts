import { digestOf } from '@/lib/kernel/canonical-json'

type Act = { act: string; tenantId: string; personId: string; /** As the verb's schema has parsed it, without the proof. */ input: unknown }

/** Names exactly one act of one person: verb, tenant, person and every field of the input (RFC 8785). */
export const actDigest = ({ act, tenantId, personId, input }: Act): string => digestOf({ act, tenant: tenantId, person: personId, input: plainJson(input) })

/** What JSON leaves out is no part of the act: a field that is undefined is a field that is not there. */
export const plainJson = (input: unknown): unknown => JSON.parse(JSON.stringify(input)) as unknown
