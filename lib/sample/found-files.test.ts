import { expect, it } from 'vitest'
import { readFile } from '@/lib/import/discover/scan'
import { FOUND_FILES } from './found-files'

it('what lies about in the sample is understood, all of it, and one secret in it is hard-coded', async () => {
  const reports = await Promise.all(Object.entries(FOUND_FILES).map(([path, text]) => readFile(path, text, null)))
  expect(reports.flatMap(({ unread }) => unread)).toEqual([])
  expect(reports.flatMap(({ found }) => found.map(({ kind }) => kind)).sort()).toEqual(['a2a_card', 'crewai', 'crewai', 'declarative_agent', 'mcp_client', 'mcp_client'])
  expect(reports.flatMap(({ credentials }) => credentials).map(({ tier }) => tier).sort()).toEqual([1, 1, 4, 5])
  expect(reports.flatMap(({ found }) => found.flatMap(({ servers }) => servers ?? [])).map(({ name, tier, unknown }) => [name, tier, unknown !== null])).toEqual([['files', null, false], ['carrier-portal', 5, false], ['port-notices', 1, false], ['invoices', 4, false], ['customs-codes', null, true]])
})
