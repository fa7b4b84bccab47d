import type { z } from 'zod'
import type { ListEventsInput } from '@/lib/identity/ledger/contract'

/** The filter of a list as an export takes it: what turns a page is no part of it. */
export function exportFilter({ cursor: _cursor, limit: _limit, show = 'calls', ...filter }: z.input<typeof ListEventsInput>): Record<string, string> {
  return Object.fromEntries(Object.entries({ ...filter, show }).flatMap(([name, value]) => (value === undefined || value === '' ? [] : [[name, String(value)]])))
}

const WORDS: Record<string, string> = {
  person: 'in the name of', agent: 'through or below', server: 'server', tool: 'tool', action: 'of the kind', source: 'recorded by', result: 'result', text: 'with the words',
  since: 'since', until: 'until', delegation: 'token', run: 'run',
} // prettier-ignore

/** @param names what ids in the filter are called */
export function filterInWords({ show, ...filter }: Readonly<Record<string, string>>, names: Readonly<Record<string, string | undefined>>): string[] {
  const parts = Object.entries(filter).map(([name, value]) => `${WORDS[name] ?? name} ${names[name] ?? value}`)
  return show === 'calls' ? ['calls, tokens and halts', ...parts] : parts
}
