import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, totalmem } from 'node:os'
import { join } from 'node:path'

/** Where this was measured. A figure without it says nothing, and only the ratios of one run are worth comparing. */
export const machine = (postgres: string) => ({
  at: new Date().toISOString(),
  cpu: cpus()[0]?.model ?? 'unknown',
  cores: cpus().length,
  memory_gb: Math.round(totalmem() / 2 ** 30),
  node: process.version,
  postgres,
  load_before: loadavg().map((value) => Math.round(value * 100) / 100),
})

export const median = (values: readonly number[]): number => quantile(values, 0.5)
export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? Number.NaN
}
export const rounded = (value: number, digits = 2): number => Number(value.toFixed(digits))
export const spread = (values: readonly number[]) => ({
  p50: rounded(quantile(values, 0.5)),
  p95: rounded(quantile(values, 0.95)),
  p99: rounded(quantile(values, 0.99)),
  n: values.length,
})

/** Rounds in turn, each beginning with another contender, so that a slow minute of the machine falls on all of them. */
export async function alternate<C extends { name: string }, R>(contenders: readonly C[], rounds: number, run: (contender: C, round: number) => Promise<R>): Promise<Map<string, R[]>> {
  const results = new Map<string, R[]>(contenders.map(({ name }) => [name, []]))
  for (let round = 0; round < rounds; round++)
    for (let n = 0; n < contenders.length; n++) {
      const contender = contenders[(n + round) % contenders.length] as C
      results.get(contender.name)?.push(await run(contender, round))
    }
  return results
}

/** Writes `bench/results/NAME.json` and says it. */
export function report(name: string, result: Record<string, unknown>): void {
  const folder = join('bench', 'results')
  mkdirSync(folder, { recursive: true })
  const text = `${JSON.stringify(result, null, 2)}\n`
  writeFileSync(join(folder, `${name}.json`), text)
  process.stdout.write(text)
}

/**
 * What was promised, and whether this run keeps it. Of a figure that is time (or work in a time), with how fast this machine
 * was (`machine-speed.ts`): also what it comes to on one as fast as that which the promise was made for.
 */
export function budget(what: string, value: number, holds: 'at least' | 'at most', bound: number, speed?: number) {
  const isMet = (figure: number): boolean => (holds === 'at least' ? figure >= bound : figure <= bound)
  const there = speed === undefined ? undefined : holds === 'at least' ? value / speed : value * speed
  return {
    what,
    value: rounded(value, 3),
    budget: `${holds} ${bound}`,
    met: isMet(value),
    ...(there === undefined ? {} : { at_the_speed_it_was_set_for: rounded(there, 3), met_at_that_speed: isMet(there) }),
  }
}

const TICKS_PER_SECOND = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }))

/** Seconds of processor time that a process and its children have used so far (Linux). */
export function cpuSeconds(pid: number, { children = false } = {}): number {
  const pids = children ? [pid, ...childrenOf(pid)] : [pid]
  return (pids.reduce((sum, one) => sum + ticksOf(one), 0) + (children ? ticksOfEnded(pid) : 0)) / TICKS_PER_SECOND
}
/** Milliseconds that a process and its children have been on a processor (Linux): finer than ticks, for what takes a few of them. */
export function onProcessorMs(pid: number): number {
  const of = (one: number): number => {
    try {
      return Number(readFileSync(`/proc/${one}/schedstat`, 'utf8').split(' ')[0]) / 1e6
    } catch {
      return 0 // it has ended
    }
  }
  return [pid, ...childrenOf(pid)].reduce((sum, one) => sum + of(one), 0)
}
const statOf = (pid: number | string): string[] => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  } catch {
    return [] // it has ended
  }
}
const ticksOf = (pid: number): number => Number(statOf(pid)[11] ?? 0) + Number(statOf(pid)[12] ?? 0)
/** Of children that have ended since: a vacuum's would otherwise be taken back when it does. */
const ticksOfEnded = (pid: number): number => Number(statOf(pid)[13] ?? 0) + Number(statOf(pid)[14] ?? 0)
const childrenOf = (pid: number): number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && statOf(name)[1] === String(pid))
    .map(Number)
