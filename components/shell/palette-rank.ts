/**
 * How well a command answers what was typed: 0 is not at all. Every word must be found; the beginning of a name counts
 * for more than its middle. No fuzz: somebody in a hurry must not be sent to Ledger for "del".
 */
export function paletteRank(texts: readonly string[], query: string): number {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  const [name = '', ...more] = texts.map((text) => text.toLowerCase())
  if (words.length === 0) return 1
  if (!words.every((word) => name.includes(word) || more.some((text) => text.includes(word)))) return 0
  const first = words[0] ?? ''
  if (name.startsWith(first)) return 1
  return name.split(/[\s._-]+/).some((part) => part.startsWith(first)) ? 0.8 : 0.5
}
