/** What a document says, in order; how it looks is `writePdf`'s. Text is plain: nothing in it is markup. */
export type Cell = string | { text: string; tone?: Tone; bold?: boolean }
/** `unknown` has a look of its own, and is never that of what is good. */
export type Tone = 'plain' | 'quiet' | 'calm' | 'caution' | 'unknown'
export type Column = { title: string; /** Share of the width, out of the sum of all. */ width: number; align?: 'left' | 'right' }
/** A share of a line that is filled; null: not known, and drawn as a dashed frame. */
export type Bar = { label: string; value: number | null; before: number | null; mark: number | null; note: string }

export type Block =
  | { kind: 'title'; text: string; under: string }
  | { kind: 'heading'; text: string }
  | { kind: 'subheading'; text: string }
  | { kind: 'paragraph'; text: string; quiet?: boolean }
  | { kind: 'facts'; rows: readonly (readonly [string, string])[] }
  | { kind: 'table'; columns: readonly Column[]; rows: Iterable<readonly Cell[]> }
  /** Of 0 to 100. `key` says what the marks mean. */
  | { kind: 'bars'; key: string; bars: readonly Bar[] }
  /** One line through values of 0 to 100, with what it shows in words. */
  | { kind: 'line'; label: string; values: readonly { at: string; value: number | null }[] }

/** The same document for the same of these: the time is what it speaks of, and not when it was written. */
export type About = { title: string; subject: string; at: Date; footer: string }
