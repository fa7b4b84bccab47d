/**
 * What in a name looks like something else, in the letters that `AgentNameField` lets through (Latin letters, digits,
 * dot, hyphen, underscore), after UTS 39 §4 and folded to lower case. Digits stay apart from one another, so that
 * numbered names do not collide.
 */
const CONFUSABLES: readonly (readonly [pattern: RegExp, same: string])[] = [
  [/0/g, 'o'],
  [/[1i]/g, 'l'],
  [/rn/g, 'm'],
  [/vv/g, 'w'],
  [/[._]/g, '-'],
]

/** Two names with one key read as one name to a person, so a tenant has only one of them. */
export function nameKey(name: string): string {
  const folded = name.normalize('NFKC').toLowerCase()
  return CONFUSABLES.reduce((key, [pattern, same]) => key.replace(pattern, same), folded)
}
