import { plain } from '@/lib/cli/plain'
import { run } from '@/lib/cli/program'
import { cliEnvironment } from '@/lib/kernel/environment'
import { OperatorError } from '@/lib/kernel/operator-error'
import type { CliResult } from './cli-process'

/**
 * The command, line after line in one process that knows nothing else: starting it costs more than most lines do.
 * Each line has the environment that it is given and no other, and ends as lib/cli/main.ts ends.
 */
export type Line = Readonly<{ args: readonly string[]; environment: Readonly<Record<string, string>> }>

async function one({ args, environment }: Line): Promise<CliResult> {
  for (const name of Object.keys(process.env)) delete process.env[name]
  Object.assign(process.env, environment)
  const [out, err]: [string[], string[]] = [[], []]
  let code: number
  try {
    const context = { environment: cliEnvironment(), out: (text: string) => void out.push(`${text}\n`), say: (text: string) => void err.push(`${text}\n`), isInteractive: false, openBrowser: () => undefined }
    code = await run(args, context)
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    err.push(`lanyard: ${error instanceof OperatorError ? '' : 'something went wrong: '}${plain(message)}\n`)
    code = 1
  }
  return { code, out: out.join(''), err: err.join('') }
}

// One after the other: they share the environment.
let last: Promise<unknown> = Promise.resolve()
process.on('message', ({ id, line }: { id: number; line: Line }) => {
  last = last.then(async () => process.send?.({ id, result: await one(line) }))
})
process.once('disconnect', () => process.exit(0))
