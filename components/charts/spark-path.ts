/** A line through `values` from nought at the bottom to their greatest at the top. Empty with fewer than two. */
export function sparkPath(values: readonly number[], width: number, height: number): string {
  if (values.length < 2) return ''
  const top = Math.max(...values, 1)
  const inset = 1
  const points = values.map((value, index) => {
    const x = (index * width) / (values.length - 1)
    const y = height - inset - (Math.max(0, value) / top) * (height - 2 * inset)
    return `${x.toFixed(1)} ${y.toFixed(1)}`
  })
  return `M${points.join('L')}`
}
