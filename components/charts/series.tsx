export type Series = 'allowed' | 'denied' | 'cut'

/** Told apart by lightness and by hatching, so that no series lives by its hue alone. */
export const SERIES_FILL: Record<Series, string> = {
  allowed: 'var(--cord-dead)',
  denied: 'url(#series-denied)',
  cut: 'var(--signal-solid)',
}

export function SeriesPatterns() {
  return (
    <defs>
      <pattern id="series-denied" width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <rect width="4" height="4" fill="var(--ink)" />
        <path d="M0 0V4" stroke="var(--surface)" strokeWidth="1.6" />
      </pattern>
    </defs>
  )
}

/** `series` with its word, for a legend. Draws its own hatching: the chart may not be there yet. */
export function SeriesMark({ series, label }: Readonly<{ series: Series; label: string }>) {
  const background =
    series === 'denied'
      ? 'repeating-linear-gradient(45deg, var(--surface) 0 1px, var(--ink) 1px 3px)'
      : SERIES_FILL[series]
  return (
    <span className="inline-flex items-center gap-1.5">
      <span aria-hidden="true" className="size-2.5 rounded-[2px]" style={{ background }} />
      {label}
    </span>
  )
}
