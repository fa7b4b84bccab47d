import { parse } from 'csv-parse/browser/esm/sync'
import { IMPORT_COLUMNS, type ImportColumn, type ImportLine } from '@/lib/identity/registry/bulk-contract'

/** A line that is none, and why. */
export type LineProblem = { line: number; problem: string }
export type AgentLines = { lines: ImportLine[]; problems: LineProblem[]; /** Columns that mean nothing here. */ ignored: string[] }

const LINES_MAX = 100_000
const VALUE_MAX = 2_000
const isColumn = (name: string): name is ImportColumn => (IMPORT_COLUMNS as readonly string[]).includes(name)

/**
 * The agents of a CSV file (RFC 4180; commas, semicolons or tabs), by the names in its first line. A line that cannot be read
 * is said by its number and left out; the others stay. Null: it is no such file.
 */
export function agentLines(text: string): AgentLines | null {
  const problems: LineProblem[] = []
  const clean = text.replace(/^\uFEFF/, '')
  const first = clean.split(/\r?\n/, 1)[0] ?? ''
  const records = parse(clean, {
    bom: true,
    delimiter: [',', ';', '\t'].sort((a, b) => first.split(b).length - first.split(a).length)[0] ?? ',',
    info: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    to: LINES_MAX + 1,
    on_skip: (error) => void problems.push({ line: Number(error?.['lines'] ?? 0), problem: 'a quote before it is never closed: the line that it begins in, and what follows, is not read' }),
  }) as unknown as { record: string[]; info: { lines: number } }[]
  const [head, ...rest] = records
  const columns = head?.record.map((name) => name.trim().toLowerCase().replaceAll(/[\s-]+/g, '_')) ?? []
  if (!columns.includes('name')) return null
  const lines: ImportLine[] = []
  for (const { record, info } of rest) {
    const values = Object.fromEntries(columns.flatMap((name, index) => (isColumn(name) && record[index] ? [[name, asText(record[index])]] : []))) as ImportLine['values']
    if (Object.keys(values).length === 0) continue
    const long = Object.entries(values).find(([, value]) => value.length > VALUE_MAX)
    if (record.length > columns.length) problems.push({ line: info.lines, problem: `has ${record.length} values for ${columns.length} columns` })
    else if (long) problems.push({ line: info.lines, problem: `${long[0]} is longer than ${VALUE_MAX} characters` })
    else lines.push({ line: info.lines, values })
  }
  return { ...withoutRepeats(lines, problems), ignored: columns.filter((name) => !isColumn(name)) }
}

/** Text that a spreadsheet would have computed is led by an apostrophe in the files that are given out here. */
const asText = (value: string): string => (/^'[=+\-@\t\r]/.test(value) ? value.slice(1) : value)

function withoutRepeats(lines: ImportLine[], problems: LineProblem[]): Pick<AgentLines, 'lines' | 'problems'> {
  const seen = new Map<string, number>()
  const kept = lines.filter(({ line, values: { name } }) => {
    const before = name === undefined ? undefined : seen.get(name.toLowerCase())
    if (name !== undefined && before === undefined) seen.set(name.toLowerCase(), line)
    if (before !== undefined) problems.push({ line, problem: `${name} is on line ${before} already` })
    return before === undefined
  })
  return { lines: kept, problems: problems.sort((a, b) => a.line - b.line) }
}
