/** The nearest rank: a value that was measured, never one in between. Null: nothing was measured. */
export function percentile(values: readonly number[], rank: number): number | null {
  if (values.length === 0) return null
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(rank * sorted.length) - 1))] ?? null
}
