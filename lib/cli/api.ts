import { createApi, type Api, type ApiRefusal } from '@/lib/api/client'
import { parseId } from '@/lib/kernel/ids'
import type { Result } from '@/lib/kernel/result'
import { CliError, type CliContext } from './context'
import { readCredential } from './credentials'
import { refusalText } from './refusal-text'

/** The management API as whoever is signed in, or as the root token where `LANYARD_ROOT_TOKEN` is set. */
export const apiOf = (context: CliContext, only?: 'person'): Api => createApi(accessOf(context, only))

/** Where the authority is, and the token to show there. */
export function accessOf(context: CliContext, only?: 'person'): { origin: string; token: string } {
  const { issuer, rootToken } = context.environment
  const credential = readCredential(context)
  const token = only === 'person' ? (credential?.token ?? rootToken) : (rootToken ?? credential?.token)
  if (!token) throw new CliError('not signed in: run `lanyard login`, or set LANYARD_ROOT_TOKEN to the root token of an embedded installation')
  return { origin: issuer, token }
}

/** The value of a call; a refusal ends the command with its sentence. */
export async function valueOf<T>(context: CliContext, call: Promise<Result<T, ApiRefusal>>): Promise<T> {
  const result = await call.catch((error: unknown) => {
    throw unreachableAuthority(context, error)
  })
  if (!result.ok) throw new CliError(refusalText(result.refusal))
  return result.value
}

export function unreachableAuthority(context: CliContext, error: unknown): unknown {
  if (!(error instanceof TypeError) && !(error instanceof Error && error.name === 'TimeoutError')) return error
  const { code, message } = (error.cause ?? error) as NodeJS.ErrnoException
  return new CliError(`the authority at ${context.environment.issuer} cannot be reached (${code ?? message}): is Lanyard running, and is LANYARD_ISSUER its address?`)
}

/** Agents may be named on the command line; a name is unique in a company. */
export async function agentIdOf(context: CliContext, api: Api, idOrName: string): Promise<string> {
  if (parseId(idOrName) !== null) return idOrName
  const { items } = await valueOf(context, api.agents.list({ name: idOrName, limit: 1 }))
  if (!items[0]) throw new CliError(`there is no agent \`${idOrName}\` here`)
  return items[0].id
}
