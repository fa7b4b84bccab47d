import type { CallsBucket } from '@/components/charts/calls-bucket'

/** A day of example calls, for the style guide alone. */
export const exampleCalls: readonly CallsBucket[] = Array.from({ length: 24 }, (_, hour) => ({
  at: `2026-01-14T${String(hour).padStart(2, '0')}:00:00.000Z`,
  allowed: Math.round(40 + 36 * Math.sin((hour - 6) / 3.4) + (hour % 5) * 6),
  denied: hour > 13 ? 14 + (hour % 4) * 3 : hour % 3,
  cut: hour === 15 ? 9 : 0,
}))

export const exampleUse = [0, 0, 3, 5, 4, 0, 0, 6, 9, 12, 8, 0, 0, 7, 9, 4, 3, 0, 0, 0, 1, 2, 0, 0, 0, 0, 0, 0, 0, 1]
