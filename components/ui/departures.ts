/**
 * How often somebody has set out for another page in this tab: by a link, a key, a button that does nothing else, or the
 * browser's own. It counts when they do, and not when the page has come, which may take its time.
 */
let count = 0

export const setOut = (): void => {
  count += 1
}

/** Whether nobody has set out since: who asks takes this before something that takes a while, and asks after it. */
export function stillHere(): () => boolean {
  const before = count
  return () => count === before
}

if (typeof window !== 'undefined') window.addEventListener('popstate', setOut)
