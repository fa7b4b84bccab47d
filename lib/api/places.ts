/** So many at a time: who finds no place is told to come back, and waits nowhere. */
export function places(max: number): { take(): (() => void) | null } {
  let taken = 0
  return {
    take() {
      if (taken >= max) return null
      taken++
      let left = false
      return () => {
        if (!left) taken--
        left = true
      }
    },
  }
}
