export type ReceiptRow = Readonly<{
  id: string
  point: string
  state: 'requested' | 'confirmed' | 'unreachable'
  /** From the order's commit to enforcement, as the point signed it. */
  ms?: number
  enforcedAt?: string
  cutCalls?: number
  /** How long ago its last lease was answered. */
  leaseAgeMs?: number
  /** While not confirmed: when the last token it may still honour dies by itself, or its lease runs out. */
  reachableUntil?: string
}>
