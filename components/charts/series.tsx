export type Series = 'allowed' | 'denied' | 'cut'

/** Told apart by lightness and by hatching, so that no series lives by its hue alone. */
export const SERIES_FILL: Record<Series, string> = {
  allowed: 'var(--cord-dead)',
  denied: 'repeating-linear-gradient(45deg, var(--surface) 0 1px, var(--ink) 1px 3px)',
  cut: 'var(--signal-solid)',
}

/** `series` with its word, for a legend. */
export function SeriesMark({ series, label }: Readonly<{ series: Series; label: string }>) {
  return (
    <span className="inline-flex items-center gap-1.5">
      <span aria-hidden="true" className="size-2.5 rounded-[2px]" style={{ background: SERIES_FILL[series] }} />
      {label}
    </span>
  )
}
