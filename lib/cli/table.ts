import { plain } from './plain'

const COLUMN_MAX = 60

/** Columns as wide as what is in them, two spaces apart; no colour, no lines, so that it greps and pastes well. */
export function table(head: readonly string[], rows: readonly (readonly (string | number | null)[])[]): string {
  const cells = [head.map((name) => name.toUpperCase()), ...rows.map((row) => row.map((cell) => shortened(plain(cell === null ? '-' : String(cell)))))]
  const widths = head.map((_name, column) => Math.max(...cells.map((row) => (row[column] ?? '').length)))
  return cells.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ').trimEnd()).join('\n')
}

/** Names and what they are, one a line. */
export function facts(pairs: readonly (readonly [name: string, value: string | number | null])[]): string {
  const width = Math.max(...pairs.map(([name]) => name.length))
  return pairs.map(([name, value]) => `  ${name.padEnd(width)}  ${plain(value === null ? '-' : String(value))}`.trimEnd()).join('\n')
}

/** Ids and links are never cut. */
const shortened = (text: string): string => (text.length > COLUMN_MAX && text.includes(' ') ? `${text.slice(0, COLUMN_MAX - 1)}…` : text)
