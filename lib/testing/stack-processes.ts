import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { OWNER } from '@/lib/db/embedded/data-folder'
import type { Stack } from './stack'

export const PROCESSES = ['authority', 'gateway', 'worker', 'console', 'postgres'] as const
export type ProcessName = (typeof PROCESSES)[number]

/** The supervisor's children, by what they run. */
export function processesOf({ pid }: Pick<Stack, 'pid'>): Map<ProcessName, number> {
  const { stdout } = spawnSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' })
  const found = new Map<ProcessName, number>()
  for (const line of stdout.split('\n')) {
    const [, child, parent, args = ''] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? []
    if (Number(parent) !== pid) continue
    const name = PROCESSES.find((candidate) => args.includes(`dist/${candidate}.js`) || args.includes(`/bin/${candidate}`)) ?? 'console'
    found.set(name, Number(child))
  }
  return found
}

/** The embedded database as its owner, who sees every row: for looking afterwards at what is true. */
export function ownerUrlOf({ home }: Pick<Stack, 'home'>): string {
  const password = readFileSync(join(home, 'postgres.password'), 'utf8').trim()
  const port = readFileSync(join(home, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[3]?.trim()
  return `postgresql://${OWNER}:${password}@127.0.0.1:${port}/lanyard`
}
