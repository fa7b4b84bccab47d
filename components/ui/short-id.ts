/**
 * Both ends of a long id. A UUIDv7 begins with its time, so ids made together begin alike: the tail is kept, too.
 * @param keep characters kept in all; 0 keeps everything
 */
export function shortId(value: string, keep: number): string {
  if (keep <= 0 || value.length <= keep + 1) return value
  const tail = Math.floor(keep / 2)
  return `${value.slice(0, keep - tail)}…${tail ? value.slice(-tail) : ''}`
}
