import { createHmac } from 'node:crypto'
import type { TenantId } from '@/lib/kernel/ids'

/** The digest of a secret's value, keyed: whoever reads the database cannot try values against it. */
export const fingerprintWith =
  (key: Uint8Array) =>
  (tenantId: TenantId, digest: string): string =>
    createHmac('sha256', key).update(`${tenantId}\n${digest}`).digest('base64url')
