import { noteLeases } from '@/lib/identity/containment'

const NOTE_EVERY_MS = 500

/**
 * Remembers who was given a lease, and writes it down in batches, for people to see. Off the path of the lease: that
 * the database is slow must not make points refuse calls before it must.
 */
export class LeaseNotes {
  private given = new Map<string, number>()
  private writing = false
  private readonly timer = setInterval(() => void this.write(), NOTE_EVERY_MS)

  add(pointId: string): void {
    this.given.set(pointId, performance.now())
  }

  close(): void {
    clearInterval(this.timer)
  }

  private async write(): Promise<void> {
    if (this.writing || this.given.size === 0) return
    this.writing = true
    const given = this.given
    this.given = new Map()
    const now = performance.now()
    // What could not be noted is noted anew with the next lease, half a second later.
    await noteLeases(new Map([...given].map(([id, at]) => [id, now - at]))).catch(() => undefined)
    this.writing = false
  }
}
