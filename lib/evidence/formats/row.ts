import type { Entry } from '../entry'

/** An entry with what its record does not hold by itself: its place, and the names of those that it names by id. */
export type ExportRow = {
  entry: Entry
  /** Of the log that it is in (a checkpoint's origin). */
  origin: string
  position: number
  /** SHA-256(0x00 || entry), hex. */
  leaf: string
  sealedAt: string
  /** One plain sentence. */
  message: string
  /** Names as they are today; null where nobody of that id is known any more. */
  root: { id: string; name: string | null } | null
  chain: readonly { id: string; name: string | null }[]
  autonomous: boolean
  delegation: { id: string; parentId: string | null; audience: string; scopes: readonly string[]; issuedAt: string; expiresAt: string; document: string } | null
  /** Who issues delegations here. */
  issuer: string
}

/** Root human first, then every agent down to the one that acted: the cord, in text. */
export function chainInText({ root, chain, autonomous }: Pick<ExportRow, 'root' | 'chain' | 'autonomous'>): string {
  const agents = chain.map(({ id, name }) => name ?? id)
  const people = root ? [`${root.name ?? root.id}${autonomous ? ' (sponsor)' : ''}`] : []
  return [...people, ...agents].join(' > ')
}
