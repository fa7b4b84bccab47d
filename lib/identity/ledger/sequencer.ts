import { sequence } from './sequence'

const INTERVAL_MS = 200

/** Runs `sequence` until stopped; an entry is sealed well within a second of its commit. Every authority runs one. */
export function startSequencer(onError: (error: unknown) => void): { stop(): Promise<void> } {
  let stopped = false
  let wake: () => void = () => undefined
  const loop = (async () => {
    while (!stopped) {
      const more = await sequence().then(
        (done) => done.more,
        (error: unknown) => {
          onError(error)
          return false
        },
      )
      if (more || stopped) continue
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, INTERVAL_MS)
        wake = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    }
  })()
  return {
    async stop() {
      stopped = true
      wake()
      await loop
    },
  }
}
