import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { bundleOf } from './bundles'
import type { LedgerWork } from './ledger-child'

/** `ledger-child.ts` at work, until it ends or is killed. */
export async function ledgerProcess(work: LedgerWork, onLine: (line: string) => void = () => undefined) {
  const program = await bundleOf('ledger-child')
  const child = spawn(process.execPath, [program], { env: { NODE_ENV: 'production', LEDGER_WORK: JSON.stringify(work) }, stdio: ['ignore', 'pipe', 'pipe'] })
  let [trouble, ended] = ['', false]
  child.stderr.on('data', (chunk: Buffer) => (trouble = (trouble + chunk.toString()).slice(-4_000)))
  const lines: string[] = []
  const reader = createInterface({ input: child.stdout })
  reader.on('line', (line) => {
    lines.push(line)
    onLine(line)
  })
  const done = new Promise<{ code: number | null; lines: string[] }>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => {
      ended = true
      if (code === 0 || signal === 'SIGKILL') resolve({ code, lines })
      else {
        // Whoever waits for what it does next would never hear of it.
        console.error(`ledger-child ended with ${code ?? signal}: ${trouble}`)
        reject(new Error(`it ended with ${code ?? signal}: ${trouble}`))
      }
    })
  })
  done.catch(() => undefined)
  return {
    done,
    lines,
    async kill() {
      if (!ended) child.kill('SIGKILL')
      await done
    },
  }
}
export type LedgerProcess = Awaited<ReturnType<typeof ledgerProcess>>
