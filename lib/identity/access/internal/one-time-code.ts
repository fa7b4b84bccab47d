import { createHash, randomBytes } from 'node:crypto'

export type LinkKind = 'welcome' | 'invite' | 'recovery' | 'sample'

const HOUR_MS = 3_600_000
/** How long an unused link is good for. An invitation waits for somebody's next working day; the others are acts of the moment. */
const LIFE_MS: Record<LinkKind, number> = { welcome: 24 * HOUR_MS, invite: 7 * 24 * HOUR_MS, recovery: 24 * HOUR_MS, sample: 24 * HOUR_MS }
export const PATH_OF_LINK: Record<LinkKind, string> = { welcome: '/welcome', invite: '/invite', recovery: '/recover', sample: '/sample' }

export const linkExpiry = (kind: LinkKind, now: Date): Date => new Date(now.getTime() + LIFE_MS[kind])

/** 256 random bits. Only its SHA-256 is stored; the code itself leaves in the link and is never seen again. */
export function newCode(): { code: string; hash: string } {
  const code = randomBytes(32).toString('base64url')
  return { code, hash: hashOf(code) }
}

export const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('base64url')

const CODE = /^[A-Za-z0-9_-]{43}$/
export const isCode = (raw: string): boolean => CODE.test(raw)

export const linkUrl = (issuer: string, kind: LinkKind, code: string): string => `${issuer}${PATH_OF_LINK[kind]}?code=${code}`
