/** Control characters (C0, DEL, C1: what terminals take for commands) and what turns the direction of text. */
const UNSAFE = /[\p{Cc}\u200B-\u200F\u2028\u2029\u202A-\u202E\u2066-\u2069\uFEFF]/gu

/**
 * Text from elsewhere, fit for a terminal: on one line, and with nothing in it that a terminal acts on. Names and
 * descriptions come from whoever registered an agent or runs a tool server.
 */
export const plain = (text: string): string => text.replace(/\s+/gu, ' ').replace(UNSAFE, '\uFFFD').trim()

/** JSON for another program that is as safe to look at: what `plain` takes out is escaped. */
export const plainJson = (value: unknown): string =>
  JSON.stringify(value, null, 2).replace(UNSAFE, (char) => (char === '\n' ? char : `\\u${(char.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`))
