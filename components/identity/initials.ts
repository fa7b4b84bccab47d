/** At most two letters, of the first and the last word. Whole code points, so that no letter is cut in half. */
export function initials(name: string): string {
  const words = name.trim().split(/[\s.]+/u).filter(Boolean)
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined].map((word) => (word ? [...word][0] : undefined))
  return letters.filter(Boolean).join('').toUpperCase() || '?'
}
