/** A score and what it was, should be and typically is. Null: not known, which is not nought. */
export type RadarScore = Readonly<{ label: string; now: number | null; before: number | null; target?: number | null; published?: number | null }>
