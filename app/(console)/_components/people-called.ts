import type { Page } from '@/lib/kernel/fields'
import { readLive } from './read-live'
import type { FoundPerson } from './use-people'

/** Those with access who have these ids or e-mail addresses; whoever cannot be read is not among them. */
export async function peopleCalled(idsOrEmails: readonly string[]): Promise<FoundPerson[]> {
  const asked = [...new Set(idsOrEmails)].filter(Boolean).map((value) => new URLSearchParams({ status: 'active', ...(value.includes('@') ? { email: value } : { ids: value }) }))
  const pages = await Promise.all(asked.map((params) => readLive<Page<FoundPerson>>(`/api/live/people?${params}`).catch(() => null)))
  return pages.flatMap((page) => page?.items ?? [])
}
