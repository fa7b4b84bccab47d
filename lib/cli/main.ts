import { spawn } from 'node:child_process'
import { cliEnvironment } from '@/lib/kernel/environment'
import { OperatorError } from '@/lib/kernel/operator-error'
import type { CliContext } from './context'
import { plain } from './plain'
import { run } from './program'

function context(): CliContext {
  return {
    environment: cliEnvironment(),
    out: (text) => void process.stdout.write(`${text}\n`),
    say: (text) => void process.stderr.write(`${text}\n`),
    isInteractive: Boolean(process.stderr.isTTY && process.stdin.isTTY),
    openBrowser,
  }
}

/** Where there is no browser to open, the address has been printed. */
function openBrowser(url: string): void {
  const [command, ...args] = process.platform === 'darwin' ? ['open'] : process.platform === 'win32' ? ['rundll32', 'url.dll,FileProtocolHandler'] : ['xdg-open']
  const opened = spawn(command as string, [...args, url], { stdio: 'ignore', detached: true })
  opened.on('error', () => undefined)
  opened.unref()
}

// A reader that has seen enough (`| head`) is no fault of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1))
try {
  process.exitCode = await run(process.argv.slice(2), context())
} catch (error) {
  const message = error instanceof Error ? error.message : String(error)
  process.stderr.write(`lanyard: ${error instanceof OperatorError ? '' : 'something went wrong: '}${plain(message)}\n`)
  process.exitCode = 1
}
