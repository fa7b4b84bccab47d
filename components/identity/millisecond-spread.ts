/** Nearest-rank percentiles: each is a value that was measured, never one in between. Null when nothing was measured. */
export function millisecondSpread(measured: readonly number[]): { p50: number; p99: number } | null {
  if (measured.length === 0) return null
  const sorted = [...measured].sort((a, b) => a - b)
  const at = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0
  return { p50: at(0.5), p99: at(0.99) }
}
