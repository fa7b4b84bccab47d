import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { CliError, type CliContext } from './context'

const Credential = z.object({ token: z.string().min(1), expires_at: z.iso.datetime(), person: z.string() })
export type Credential = z.infer<typeof Credential>
/** By issuer: one person may work with several installations. */
const File = z.object({ issuers: z.record(z.string(), Credential) })

const fileOf = ({ environment }: CliContext) => join(environment.configFolder, 'credentials.json')

/** What `lanyard login` left for this installation; null when there is nothing, or nothing that is still good. */
export function readCredential(context: CliContext, now = new Date()): Credential | null {
  const credential = readAll(context).issuers[context.environment.issuer]
  return credential && new Date(credential.expires_at) > now ? credential : null
}

export function saveCredential(context: CliContext, credential: Credential): void {
  const { issuers } = readAll(context)
  write(context, { issuers: { ...issuers, [context.environment.issuer]: credential } })
}

export function forgetCredential(context: CliContext): void {
  const { [context.environment.issuer]: _forgotten, ...others } = readAll(context).issuers
  if (Object.keys(others).length > 0) write(context, { issuers: others })
  else rmSync(fileOf(context), { force: true })
}

function readAll(context: CliContext): z.infer<typeof File> {
  const file = fileOf(context)
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { issuers: {} }
    throw new CliError(`\`${file}\` cannot be read: ${(error as Error).message}`)
  }
  try {
    return File.parse(JSON.parse(text))
  } catch {
    throw new CliError(`\`${file}\` is not a file of this command: move it away and sign in again`)
  }
}

/** Whole or not at all, and readable by its owner alone from its first byte on. */
function write(context: CliContext, content: z.infer<typeof File>): void {
  const file = fileOf(context)
  mkdirSync(context.environment.configFolder, { recursive: true, mode: 0o700 })
  const draft = `${file}.${process.pid}`
  writeFileSync(draft, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 })
  renameSync(draft, file)
}
