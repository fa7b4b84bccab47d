/** Places in a log, ascending: each as its distance from the one before, seven bits a byte (LEB128), in base64. */
export function encodePositions(positions: ArrayLike<number>): string {
  const bytes: number[] = []
  let next = 0
  for (let n = 0; n < positions.length; n++) {
    const position = positions[n] as number
    let gap = position - next
    if (!Number.isSafeInteger(position) || gap < 0) throw new RangeError('positions must ascend')
    for (; gap >= 0x80; gap = Math.floor(gap / 0x80)) bytes.push((gap % 0x80) | 0x80)
    bytes.push(gap)
    next = position + 1
  }
  return Buffer.from(bytes).toString('base64')
}

/** Null when the text does not hold `count` places, or holds them in a second way of writing. */
export function decodePositions(text: string, count: number): Float64Array | null {
  const bytes = Buffer.from(text, 'base64')
  if (bytes.length < count) return null
  const positions = new Float64Array(count)
  let [at, next] = [0, 0]
  for (let n = 0; n < count; n++) {
    let [gap, weight] = [0, 1]
    for (let more = true; more; weight *= 0x80) {
      const byte = bytes[at++]
      if (byte === undefined || weight > Number.MAX_SAFE_INTEGER || (byte === 0 && weight > 1)) return null
      gap += (byte & 0x7f) * weight
      more = byte >= 0x80
    }
    positions[n] = next + gap
    next += gap + 1
    if (!Number.isSafeInteger(next)) return null
  }
  return at === bytes.length ? positions : null
}
