import { dig, fieldsOf, isFields, listOf, textOf, type Importer, type Raw, type UnreadAt } from '../outcome'

/** SPIRE registration entries, as `spire-server entry create -data` takes them and the server answers with. */
export const spire: Importer = {
  title: 'SPIRE entries',
  read(file) {
    const lists = listsOf(file.value)
    if (lists.length === 0) return Array.isArray(dig(file.value, 'Ids')) ? { found: [], nothing: 'Ids of SPIRE entries, without an entry' } : null
    const found: Raw[] = []
    const unread: UnreadAt[] = []
    const seen = new Set<string>()
    for (const { at, entries } of lists)
      for (const [index, entry] of entries.entries()) {
        const here = [...at, index]
        const id = spiffeId(fieldsOf(entry)['spiffe_id'])
        const wrong = problemOf(entry, id)
        if (wrong !== null || id === null) {
          unread.push({ at: here, reason: wrong ?? 'has no SPIFFE ID' })
          continue
        }
        const entryId = textOf(fieldsOf(entry)['entry_id'])
        const key = `${id} ${entryId ?? ''}`
        if (seen.has(key)) continue // an answer lists one entry under each of its parents
        seen.add(key)
        const selectors = listOf(fieldsOf(entry)['selectors']).map((selector) => `${String(dig(selector, 'type'))}:${String(dig(selector, 'value'))}`)
        const ttl = Number(fieldsOf(entry)['x509_svid_ttl'] ?? fieldsOf(entry)['ttl'] ?? 0)
        found.push({
          kind: 'spire_entry',
          // By its own id where it has one: its place in the list is another tomorrow.
          at: entryId ? ['entry', entryId] : here,
          name: id.split('/').slice(3).join('-') || id,
          platform: 'spiffe',
          spiffeIds: [id],
          reaches: selectors.map((selector) => `selector: ${selector}`),
          notes: [...(textOf(fieldsOf(entry)['parent_id']) ? [`Below ${String(fieldsOf(entry)['parent_id'])}`] : []), ...(ttl > 0 ? [`Its SVID lives for ${ttl} s`] : []), ...(fieldsOf(entry)['admin'] === true ? ['It may administer the SPIRE server'] : [])],
          sightings: [{ at: here, tier: 2, what: 'gets an SVID from SPIRE', value: null }],
        })
      }
    return { found, unread, ...(found.length + unread.length === 0 ? { nothing: 'A list of SPIRE entries without an entry' } : {}) }
  },
}

type List = { at: (string | number)[]; entries: unknown[] }
const isEntry = (value: unknown): boolean => isFields(value) && 'selectors' in value && ('spiffe_id' in value || 'entry_id' in value || 'parent_id' in value || Object.keys(value).length <= 2)
const isList = (value: unknown): value is unknown[] => Array.isArray(value) && value.some(isEntry)

/** At the top, under `entries`, or under `entries` of each of several answers. */
function listsOf(value: unknown): List[] {
  if (isList(value)) return [{ at: [], entries: value }]
  if (isList(dig(value, 'entries'))) return [{ at: ['entries'], entries: listOf(dig(value, 'entries')) }]
  return Object.entries(fieldsOf(value)).flatMap(([name, one]) => (isList(dig(one, 'entries')) ? [{ at: [name, 'entries'], entries: listOf(dig(one, 'entries')) }] : []))
}

function spiffeId(value: unknown): string | null {
  const text = isFields(value) ? `spiffe://${String(value['trust_domain'] ?? '')}${String(value['path'] ?? '')}` : textOf(value)
  return text !== undefined && /^spiffe:\/\/[a-z0-9._-]{1,255}(\/[A-Za-z0-9._-]+)*$/.test(text) && !/\/\.\.?(\/|$)/.test(text) ? text : null
}

function problemOf(entry: unknown, id: string | null): string | null {
  if (!isFields(entry)) return 'is no entry: it has no fields'
  if (!('spiffe_id' in entry)) return 'has no SPIFFE ID'
  if (id === null) return 'has a SPIFFE ID that is none'
  if (listOf(entry['selectors']).length === 0) return 'has no selectors'
  if (Number(entry['x509_svid_ttl'] ?? entry['ttl'] ?? 0) < 0 || Number(entry['jwt_svid_ttl'] ?? 0) < 0) return 'has a lifetime below zero'
  return String(entry['entry_id'] ?? '').length > 255 ? 'has an id that is too long' : null
}
