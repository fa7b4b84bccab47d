/** What a viewer would act on rather than show, and what turns the direction of text. */
const UNSEEN = /[\p{Cc}\u200B-\u200F\u2028-\u202E\u2060-\u2064\u2066-\u2069\uFEFF]/gu

/** Text as one line of what can be seen. */
export const onOneLine = (text: string): string => text.replace(/\s+/g, ' ').replace(UNSEEN, '\uFFFD').trim()

export type Run = { face: number; text: string }

/**
 * Text in runs of one face each: every character in the first face that has it. One that none has is written by its
 * code point, so that nobody takes one name for another.
 *
 * @param has whether a face has a character
 */
export function runsOf(text: string, faces: number, has: (face: number, codePoint: number) => boolean): Run[] {
  const runs: Run[] = []
  for (const character of text.normalize('NFC')) {
    const codePoint = character.codePointAt(0) ?? 0
    const last = runs.at(-1)
    // What has no shape of its own, and a space, stay with what is before them.
    if (last && (character === ' ' || /\p{M}/u.test(character)) && has(last.face, codePoint)) {
      last.text += character
      continue
    }
    const found = Array.from({ length: faces }, (_, face) => face).find((face) => has(face, codePoint))
    const [face, shown] = found === undefined ? [0, `[U+${codePoint.toString(16).toUpperCase().padStart(4, '0')}]`] : [found, character]
    if (last?.face === face) last.text += shown
    else runs.push({ face, text: shown })
  }
  return runs
}

/**
 * Lines of words that are no wider than `width`. A word that is wider than a line is broken where it has to be.
 *
 * @param widthOf of text in the face and size that it will be drawn in
 */
export function linesOf(text: string, width: number, widthOf: (text: string) => number): string[] {
  const lines: string[] = []
  const space = widthOf(' ')
  let [line, used] = ['', 0]
  for (const word of onOneLine(text).split(' ')) {
    // Words are measured, not lines: the same words come again and again.
    const wide = widthOf(word)
    if (line !== '' && used + space + wide <= width) {
      line = `${line} ${word}`
      used += space + wide
      continue
    }
    if (line !== '') lines.push(line)
    ;[line, used] = [word, wide]
    while (used > width) {
      const fits = charactersThatFit(line, width, widthOf)
      if (fits >= line.length) break
      lines.push(line.slice(0, fits))
      line = line.slice(fits)
      used = widthOf(line)
    }
  }
  return line === '' && lines.length > 0 ? lines : [...lines, line]
}

/** One at least, so that it ends; a pair of surrogates is not parted. */
function charactersThatFit(word: string, width: number, widthOf: (text: string) => number): number {
  const ends: number[] = []
  let at = 0
  for (const character of word) ends.push((at += character.length))
  let [low, high] = [0, ends.length - 1]
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if (widthOf(word.slice(0, ends[middle])) <= width) low = middle
    else high = middle - 1
  }
  return ends[low] ?? word.length
}
