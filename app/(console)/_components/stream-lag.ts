import type { StreamView } from '@/lib/identity/streams/contract'

/** How far behind a stream is, in entries and in time. */
export function lagInWords({ entries, seconds }: StreamView['lag']): string {
  if (entries === 0) return 'nothing behind'
  const time = seconds < 120 ? `${seconds} s` : seconds < 7_200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3_600)} h`
  return `${entries === 1 ? 'one entry' : `${entries.toLocaleString('en')} entries`} behind, by ${time}`
}
