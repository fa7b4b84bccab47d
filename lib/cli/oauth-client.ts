import * as oidc from 'openid-client'
import { unreachableAuthority } from './api'
import { CliError, type CliContext } from './context'

const TIMEOUT_SECONDS = 15

/** The authority's metadata (RFC 8414), for a client. Plain http is for an authority on this machine. */
export async function authorizationServer(context: CliContext, clientId: string, authentication: oidc.ClientAuth): Promise<oidc.Configuration> {
  const issuer = new URL(context.environment.issuer)
  const onThisMachine = issuer.protocol === 'http:'
  try {
    return await oidc.discovery(issuer, clientId, undefined, authentication, {
      execute: onThisMachine ? [oidc.allowInsecureRequests] : [],
      timeout: TIMEOUT_SECONDS,
    })
  } catch (error) {
    throw inOneSentence(context, error)
  }
}

/** What the authorization server answered, or that it did not. */
export function inOneSentence(context: CliContext, error: unknown): unknown {
  if (error instanceof oidc.ResponseBodyError) return new CliError(`refused: ${error.error}${error.error_description ? `, ${error.error_description}` : ''}`)
  if (error instanceof oidc.AuthorizationResponseError) return new CliError(`refused: ${error.error}${error.error_description ? `, ${error.error_description}` : ''}`)
  if (error instanceof oidc.ClientError && error.cause) return unreachableAuthority(context, error.cause instanceof TypeError ? error.cause : error)
  return unreachableAuthority(context, error)
}
