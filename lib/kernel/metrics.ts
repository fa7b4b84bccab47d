import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import { METHODS } from './http-span'

/**
 * What every process counts, for Prometheus. Labels are words from closed sets that stand in the code: never an id, a
 * name, an address or anything that somebody outside could choose, so that there are always few and none tells of anyone.
 */
export const registry = new Registry()

const registers = [registry]
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

export const metrics = {
  http: new Histogram({
    name: 'lanyard_http_request_duration_seconds',
    help: 'Time from the first byte of a request to the end of its answer, by route template',
    labelNames: ['method', 'route', 'status'],
    buckets: SECONDS,
    registers,
  }),
  tokens: new Counter({
    name: 'lanyard_tokens_total',
    help: 'Agent access tokens decided, by grant, result, and the check that failed',
    labelNames: ['grant', 'result', 'reason'],
    registers,
  }),
  issueBatchSize: new Histogram({ name: 'lanyard_issue_batch_size', help: 'Token requests that shared one commit', buckets: [1, 2, 4, 8, 16, 32, 64, 128, 256], registers }),
  issueBatch: new Histogram({ name: 'lanyard_issue_batch_duration_seconds', help: 'Time of the transaction that checks and records a batch', buckets: SECONDS, registers }),
  decisions: new Counter({
    name: 'lanyard_decisions_total',
    help: 'Calls decided at the enforcement point, by result and the check that failed',
    labelNames: ['result', 'reason'],
    registers,
  }),
  receipts: new Histogram({
    name: 'lanyard_halt_receipt_seconds',
    help: 'From the commit of an order to the arrival of a point’s receipt, by the database’s clock',
    buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3, 5, 10, 30],
    registers,
  }),
  sealed: new Counter({ name: 'lanyard_ledger_sealed_total', help: 'Ledger entries that this process sealed', registers }),
} as const

/** A value that is read when somebody asks for the metrics, and at no other time. */
export function gauge(name: string, help: string, read: () => number | Promise<number>): void {
  registry.removeSingleMetric(name) // the latest that speaks of it
  new Gauge({
    name,
    help,
    registers,
    async collect() {
      const value = await Promise.resolve().then(read).catch(() => Number.NaN)
      this.set(value)
    },
  })
}

/** The same by one label, whose values are few and known. */
export function gauges(name: string, help: string, label: string, read: () => Readonly<Record<string, number>> | Promise<Readonly<Record<string, number>>>): void {
  registry.removeSingleMetric(name) // the latest that speaks of it
  new Gauge({
    name,
    help,
    labelNames: [label],
    registers,
    async collect() {
      const values = await Promise.resolve().then(read).catch(() => ({}))
      this.reset() // what is no longer there says nothing
      for (const [value, number] of Object.entries(values)) this.set({ [label]: value }, number)
    },
  })
}

/** @param route a template of ours; whatever is none is `other` to the caller */
export function observeRequest({ method, route, status, ms }: { method: string; route: string; status: number; ms: number }): void {
  metrics.http.observe({ method: METHODS.has(method) ? method : 'other', route, status: String(status) }, ms / 1_000)
}
