/** Control characters, direction marks and what has no width: they change how a name reads and cannot be seen. */
const UNSEEN = /[\p{Cc}\u00AD\u061C\u180E\u200B\u200E\u200F\u2028-\u202E\u2060-\u2069\uFEFF]/gu

/** A name as it may be shown: every character that would act without being seen stands there as the replacement sign. */
export function visibleName(name: string): string {
  return name.replace(UNSEEN, '\uFFFD')
}
