import 'server-only'
import { PERSON_IDS_MAX, type PersonView } from '@/lib/identity/access/contract'
import { parseId } from '@/lib/kernel/ids'
import { read } from './read'

/** The people whom a page's URL or what it shows names by id. Nobody is asked for where nobody is named. */
export async function peopleNamed(ids: readonly (string | null | undefined)[]): Promise<PersonView[]> {
  const asked = [...new Set(ids.flatMap((id) => (id && parseId(id) !== null ? [id] : [])))].slice(0, PERSON_IDS_MAX)
  if (asked.length === 0) return []
  const found = await read((api) => api.people.list({ ids: asked.join(','), limit: asked.length }))
  return found.ok ? found.value.items : []
}

/** Who is filtered by. One that cannot be read is shown by what stands in the URL, and not as no filter. */
export async function personNamed(id: string | undefined): Promise<{ id: string; name: string } | null> {
  if (id === undefined) return null
  const [found] = await peopleNamed([id])
  return { id, name: found?.name ?? id }
}
