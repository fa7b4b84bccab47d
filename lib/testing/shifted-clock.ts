import type { ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

/** Loaded before the process's own code: its wall clock is off by what the file says, read again at SIGUSR2. */
const PRELOAD = (file: string): string => `
import { readFileSync } from 'node:fs'
const TrueDate = Date
let off = 0
globalThis.Date = class extends TrueDate {
  constructor(...given) {
    if (given.length === 0) super(TrueDate.now() + off)
    else super(...given)
  }
  static now() {
    return TrueDate.now() + off
  }
}
process.on('SIGUSR2', () => {
  off = Number(readFileSync(${JSON.stringify(file)}, 'utf8'))
  process.stdout.write('clock off by ' + off + '\\n')
})
`

/** A wall clock of a process that can be set, while its monotonic clock runs on as everybody's. */
export function shiftedClock(): { environment: { NODE_OPTIONS: string }; set(child: ChildProcess, offMs: number): void; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'lanyard-clock-'))
  const [preload, file] = [join(folder, 'clock.mjs'), join(folder, 'off')]
  writeFileSync(preload, PRELOAD(file))
  return {
    environment: { NODE_OPTIONS: `--import=${pathToFileURL(preload).href}` },
    set(child, offMs) {
      writeFileSync(file, String(offMs))
      child.kill('SIGUSR2')
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}
