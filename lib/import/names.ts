import { AgentNameField, SlugField } from '@/lib/identity/registry/contract'

/** A name as agents may have one, out of a name for people; undefined when nothing of it can stay. */
export function agentName(text: string): string | undefined {
  const name = plain(text).slice(0, 64).replace(/[^A-Za-z0-9]+$/, '')
  return AgentNameField.safeParse(name).success ? name : undefined
}

/** A server's slug out of the name that a client has for it. */
export function slugOf(text: string): string | undefined {
  const slug = plain(text).toLowerCase().replace(/[._-]+/g, '-').slice(0, 40).replace(/-+$/, '')
  return SlugField.safeParse(slug).success ? slug : undefined
}

const plain = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+|[^A-Za-z0-9]+$/g, '')

/** Text for people, cut to what a field takes, without what could make it read as something else. */
export function words(text: unknown, max: number): string {
  if (typeof text !== 'string') return ''
  const clean = text.normalize('NFC').replace(/[\p{Cc}\p{Cs}\u202A-\u202E\u2066-\u2069]+/gu, ' ').replace(/\s+/g, ' ').trim()
  return clean.length > max ? `${clean.slice(0, max - 1).trimEnd()}…` : clean
}
