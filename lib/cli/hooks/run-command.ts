import { spawn } from 'node:child_process'
import type { Notice } from './notice'

/** What is kept of what it says; the rest is read and dropped, so that it is never held up by us. */
const KEPT_BYTES_MAX = 64 * 1024
/** How long what it has written is waited for when it has ended: what it left behind may hold its output open for ever. */
const LEFT_OPEN_MS = 1_000
/** Of this process's environment, what a program needs to be found and to speak; secrets of ours are not among them. */
const PASSED = ['PATH', 'HOME', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR']

export type CommandRules = Readonly<{ file: string; args: readonly string[]; timeoutMs: number; /** Variables that it gets besides. */ pass: readonly string[] }>
export type Ran = { ok: true; out: string } | { ok: false; why: 'timed_out' | 'not_started' | 'failed'; detail: string }

/** Words that an argument may hold in braces, each an id or a word of ours: no name that somebody chose. */
const wordsOf = ({ agents, order_id, epoch, grain, mode, target }: Notice): Readonly<Record<string, string>> => ({
  agents: agents.map(({ id }) => id).join(','),
  order: order_id,
  epoch: String(epoch),
  grain,
  mode,
  target: target.id,
  run: grain === 'run' ? (target.key ?? '') : '',
})
const WORD = /\{(agents|order|epoch|grain|mode|target|run)\}/g

export const namesAgents = ({ args }: CommandRules): boolean => args.some((arg) => arg.includes('{agents}'))

/**
 * Runs it with the order's ids as arguments and in its environment, by itself and never by a shell: what an argument
 * holds is one argument, whatever is in it. It is a group of its own, ended as a whole when its time is over.
 */
export function runCommand({ file, args, timeoutMs, pass }: CommandRules, notice: Notice, source: NodeJS.ProcessEnv = process.env): Promise<Ran> {
  const words = wordsOf(notice)
  const filled = args.map((arg) => arg.replace(WORD, (_all, word: string) => words[word] ?? ''))
  const env = { ...environmentOf(source, pass), ...asVariables(notice, words) } as unknown as NodeJS.ProcessEnv
  return new Promise((resolve) => {
    const child = spawn(file, filled, { env, shell: false, detached: true, stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true })
    const kept: Buffer[] = []
    let [size, over] = [0, false]
    child.stdout.on('data', (chunk: Buffer) => {
      if (size < KEPT_BYTES_MAX) kept.push(chunk.subarray(0, KEPT_BYTES_MAX - size))
      size += chunk.length
    })
    child.stderr.resume()
    const timer = setTimeout(() => {
      over = true
      endGroup(child.pid)
    }, timeoutMs)
    const done = (ran: Ran): void => {
      clearTimeout(timer)
      resolve(ran)
    }
    child.once('error', (error: NodeJS.ErrnoException) => done({ ok: false, why: 'not_started', detail: `it could not be started (${error.code ?? error.name})` }))
    child.once('exit', (code, signal) => {
      if (over) return done({ ok: false, why: 'timed_out', detail: `it did not end within ${timeoutMs / 1000} s, and was ended` })
      if (code !== 0) return done({ ok: false, why: 'failed', detail: signal ? `it was ended by ${signal}` : `it ended with status ${code}` })
      const end = (): void => done({ ok: true, out: Buffer.concat(kept).toString('utf8') })
      if (child.stdout.readableEnded) return end()
      const waited = setTimeout(end, LEFT_OPEN_MS)
      child.stdout.once('end', () => {
        clearTimeout(waited)
        end()
      })
    })
  })
}

const environmentOf = (source: NodeJS.ProcessEnv, pass: readonly string[]): Record<string, string> =>
  Object.fromEntries([...PASSED, ...pass].flatMap((name) => (source[name] === undefined ? [] : [[name, source[name]]])))

const asVariables = ({ more_agents, attempt }: Notice, words: Readonly<Record<string, string>>): Record<string, string> => ({
  ...Object.fromEntries(Object.entries(words).map(([word, value]) => [`HOOK_${word.toUpperCase()}`, value])),
  HOOK_MORE_AGENTS: String(more_agents),
  HOOK_ATTEMPT: String(attempt),
})

function endGroup(pid: number | undefined): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // it had ended
  }
}
