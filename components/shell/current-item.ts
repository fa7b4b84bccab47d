import type { RailItem } from './shell-types'

/** The item whose address is the longest beginning of the path, at a boundary: /agents is not /agents-archive. */
export function currentItem(items: readonly RailItem[], path: string): RailItem | null {
  const within = items.filter(({ href }) => path === href || (href !== '/' && path.startsWith(`${href}/`)))
  return within.sort((a, b) => b.href.length - a.href.length)[0] ?? null
}
