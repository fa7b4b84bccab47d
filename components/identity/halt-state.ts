/** Told by the authority, never assumed: a click makes `requested`, and only receipts make `confirmed`. */
export type HaltState =
  | { status: 'idle' }
  | { status: 'requested'; at: string }
  | { status: 'confirmed'; at: string; points: { confirmed: number; total: number }; ms?: number; reachableUntil?: string }
  | { status: 'failed'; message: string }
