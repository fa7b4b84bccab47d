/** The end of an axis that begins at nought: 1, 2, 4, 10 and their tenfolds, so that its middle is a whole number as well. */
export function axisTop(highest: number): number {
  if (highest <= 1) return 1
  const power = 10 ** Math.floor(Math.log10(highest))
  return [1, 2, 4, 6, 8, 10].map((step) => step * power).find((top) => top >= highest && (top === 1 || top % 2 === 0)) ?? 10 * power
}
