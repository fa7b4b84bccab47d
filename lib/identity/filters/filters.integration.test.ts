import { afterAll, beforeAll, expect, it } from 'vitest'
import { closeDatabase, openDatabase } from '@/lib/db/client'
import { makeStaff, type Staff } from '@/lib/testing/agents'
import { testDatabase } from '@/lib/testing/database'
import { entriesOf } from '@/lib/testing/people'
import { changeFilter, listFilters, removeFilter, saveFilter } from './index'

const database = await testDatabase()
let staff: Staff
beforeAll(async () => {
  openDatabase(database.authorityUrl)
  staff = await makeStaff()
})
afterAll(closeDatabase)

const valueOf = <T>(result: { ok: true; value: T } | { ok: false; refusal: unknown }): T => {
  if (!result.ok) throw new Error(JSON.stringify(result.refusal))
  return result.value
}
const denied = { area: 'delegations', name: 'Denied today', params: { result: 'denied', window: '24h' } }
const seenBy = async (person: Staff['admin'], area = 'delegations') => valueOf(await listFilters(person, { area })).map(({ name, mine, removable }) => ({ name, mine, removable }))

it('a saved filter is its owner’s alone until it is shared, and only its owner changes it', async () => {
  const others = await makeStaff()
  const { id: filterId } = valueOf(await saveFilter(staff.analyst, denied))
  expect(await seenBy(staff.analyst)).toEqual([{ name: 'Denied today', mine: true, removable: true }])
  for (const person of [staff.admin, others.admin]) expect(await seenBy(person)).toEqual([])
  expect(await seenBy(staff.analyst, 'agents')).toEqual([])
  for (const person of [staff.admin, staff.auditor, others.analyst])
    for (const act of [changeFilter, removeFilter]) expect(await act(person, { filterId, shared: true })).toMatchObject({ refusal: { code: 'not_found' } })

  valueOf(await changeFilter(staff.analyst, { filterId, name: 'Denials', shared: true }))
  expect(await seenBy(staff.auditor)).toEqual([{ name: 'Denials', mine: false, removable: false }])
  expect(await seenBy(staff.admin)).toEqual([{ name: 'Denials', mine: false, removable: true }])
  expect(await seenBy(others.auditor)).toEqual([])
  expect(await removeFilter(staff.auditor, { filterId })).toMatchObject({ refusal: { code: 'not_found' } })
  expect(await changeFilter(staff.admin, { filterId, name: 'Mine' })).toMatchObject({ refusal: { code: 'not_found' } })
  valueOf(await removeFilter(staff.admin, { filterId }))
  expect(await seenBy(staff.analyst)).toEqual([])
  const recorded = (await entriesOf(staff.tenantId)).filter(({ action, result }) => action.startsWith('filters.') && result === 'ok')
  expect(recorded.map(({ action }) => action)).toEqual(['filters.save', 'filters.change', 'filters.remove'])
  expect(JSON.stringify(recorded)).not.toContain('24h')
})

it('has a name once, and holds what is a filter of its list', async () => {
  valueOf(await saveFilter(staff.owner, denied))
  expect(await saveFilter(staff.owner, { ...denied, name: 'DENIED TODAY' })).toMatchObject({ refusal: { fields: { name: /is the name/ } } })
  const { id: filterId } = valueOf(await saveFilter(staff.owner, { ...denied, name: 'Another' }))
  expect(await changeFilter(staff.owner, { filterId, name: 'denied today' })).toMatchObject({ refusal: { fields: { name: /is the name/ } } })
  valueOf(await saveFilter(staff.owner, { ...denied, area: 'ledger', params: { result: 'denied' } })) // another list's names are its own
  for (const params of [{}, { cursor: 'x' }, { event: 'x' }, { result: 'a\u202Eb' }, { q: 'of the agents' }]) expect(await saveFilter(staff.owner, { ...denied, name: 'Wrong', params }), JSON.stringify(params)).toMatchObject({ refusal: { code: 'invalid' } })
})
