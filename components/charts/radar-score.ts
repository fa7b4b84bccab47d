/** A score and what it was. Null: not known, which is not nought. */
export type RadarScore = Readonly<{ label: string; now: number | null; before: number | null }>
