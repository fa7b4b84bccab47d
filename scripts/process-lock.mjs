import { spawnSync } from 'node:child_process'
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

// Plain Node, since it also guards the installation of everything else.

/**
 * Takes `file` as a lock of this process, which ends with `release` or with the process, however that ends.
 *
 * @param {string} file
 * @returns {{ release: () => void, heldBy?: undefined } | { heldBy: number, release?: undefined }}
 */
export function takeLock(file) {
  mkdirSync(dirname(file), { recursive: true })
  const mine = `${process.pid} ${startOf(process.pid)}`
  const draft = `${file}.${process.pid}`
  try {
    for (;;) {
      writeFileSync(draft, mine, { mode: 0o600 })
      if (became(draft, file)) return { release: () => read(file) === mine && rmSync(file, { force: true }) }
      const theirs = read(file)
      if (theirs === null) continue // released just now
      const [pid, start] = [Number(theirs.split(' ')[0]), theirs.slice(theirs.indexOf(' ') + 1)]
      if (theirs !== mine && pid && startOf(pid) === start) return { heldBy: pid }
      removeStale(file, theirs)
    }
  } finally {
    rmSync(draft, { force: true })
  }
}

/**
 * Takes `file` as a lock, waiting for whoever has it.
 *
 * @param {string} file
 * @param {(pid: number) => void} [onWait] told once, when there is somebody to wait for
 */
export async function waitForLock(file, onWait) {
  for (let waited = false; ; waited = true) {
    const lock = takeLock(file)
    if (lock.release) return lock.release
    if (!waited) onWait?.(lock.heldBy)
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}

/** Linking makes the lock and its content appear at once; only one process can. */
function became(draft, file) {
  try {
    linkSync(draft, file)
    return true
  } catch (error) {
    if (error.code === 'EEXIST') return false
    throw error
  }
}

/** Of several that find a dead process's lock, one may be late and move away a new lock: that one is put back. */
function removeStale(file, stale) {
  const aside = `${file}.${process.pid}.stale`
  try {
    renameSync(file, aside)
  } catch {
    return
  }
  if (read(aside) !== stale) became(aside, file)
  rmSync(aside, { force: true })
}

function read(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return null
  }
}

/** When a process started, as the system words it; empty when there is none. Process ids come back, in containers at once. */
function startOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return state === 'Z' ? '' : `${fields[18]} ${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}`
  } catch {
    return process.platform === 'linux' ? '' : (spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).stdout?.trim() ?? '')
  }
}
