/** How many requests may be in flight: for one agent, so that it cannot starve the others, and in all. */
export type Concurrency = {
  /** Null: as many as there may be. Else what to call when the request is over; calling it twice does nothing. */
  enter(agent: string): (() => void) | null
  readonly inFlight: number
}

export function concurrencyLimit(limits: { perAgent: number; total: number }): Concurrency {
  const byAgent = new Map<string, number>()
  let total = 0
  return {
    enter(agent) {
      const own = byAgent.get(agent) ?? 0
      if (own >= limits.perAgent || total >= limits.total) return null
      byAgent.set(agent, own + 1)
      total += 1
      let left = false
      return () => {
        if (left) return
        left = true
        total -= 1
        const rest = (byAgent.get(agent) ?? 1) - 1
        if (rest > 0) byAgent.set(agent, rest)
        else byAgent.delete(agent)
      }
    },
    get inFlight() {
      return total
    },
  }
}
