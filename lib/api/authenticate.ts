import { createHash, timingSafeEqual } from 'node:crypto'
import { actorOfToken } from '@/lib/identity/access'
import type { Actor } from '@/lib/identity/actor'
import type { TenantId } from '@/lib/kernel/ids'

/** RFC 6750 §2.1; the two other ways of sending a token are not taken, and neither is a cookie. */
const BEARER = /^Bearer ([\x21-\x7e]{1,512})$/i

export type Authenticate = (request: Request) => Promise<Actor | null>

/** Who asks: the root token of embedded mode where there is one, else the person whose access token it is. */
export function authenticator({ rootToken, company }: { rootToken: string | null; company: TenantId }): Authenticate {
  const root: Actor = { kind: 'root', tenantId: company, id: 'root', name: 'root token' }
  const isRoot = rootToken === null ? () => false : equals(rootToken)
  return async (request) => {
    const token = BEARER.exec(request.headers.get('authorization') ?? '')?.[1]
    if (!token) return null
    return isRoot(token) ? root : actorOfToken(token)
  }
}

/** Takes as long for any two values, whatever they have in common and however long they are. */
function equals(secret: string): (given: string) => boolean {
  const expected = sha256(secret)
  return (given) => timingSafeEqual(sha256(given), expected)
}

const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest()
