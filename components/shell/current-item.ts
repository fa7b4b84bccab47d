import type { RailItem } from './shell-types'

/** The item of whose addresses one is the longest beginning of the path, at a boundary: /agents is not /agents-archive. */
export function currentItem(items: readonly RailItem[], path: string): RailItem | null {
  const within = items.flatMap((item) => [item.href, ...(item.also ?? [])].map((href) => ({ href, item }))).filter(({ href }) => path === href || (href !== '/' && path.startsWith(`${href}/`)))
  return within.sort((a, b) => b.href.length - a.href.length)[0]?.item ?? null
}
