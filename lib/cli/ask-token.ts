import { decodeJwt } from 'jose'
import * as oidc from 'openid-client'
import { parseId } from '@/lib/kernel/ids'
import { keyFileOf, keyIn, readKey } from './agent-key'
import { agentIdOf, apiOf } from './api'
import { CliError, type CliContext } from './context'
import { authorizationServer, inOneSentence } from './oauth-client'
import { plainJson } from './plain'
import { signingKey, thumbprintOf } from './signing-key'

export type TokenOptions = { agent: string; clientId?: string; resource?: string; scope?: string[]; key?: string; dpopKey?: string; codeDigest?: string; configDigest?: string }

/** What the run says that it runs; the authority compares it with the approved document. */
const attested = ({ codeDigest, configDigest }: TokenOptions) => ({
  ...(codeDigest === undefined ? {} : { lanyard_code_digest: codeDigest }),
  ...(configDigest === undefined ? {} : { lanyard_config_digest: configDigest }),
})

/**
 * Asks for a token as an agent would, under its sponsor's standing mandate: for finding out why it does not get one.
 * Prints what is in the token; the token itself only with the key that it is bound to, without which it is no use.
 */
export async function askToken(context: CliContext, options: TokenOptions): Promise<void> {
  const key = readKey(options.key ?? keyFileOf(context, options.agent))
  if (!key) throw new CliError(`there is no key of \`${options.agent}\` in ${options.key ?? keyFileOf(context, options.agent)}`)
  const clientId = options.clientId ?? (parseId(options.agent) ? options.agent : await agentIdOf(context, apiOf(context), options.agent))
  const signing = await signingKey(key)
  const server = await authorizationServer(context, clientId, oidc.PrivateKeyJwt({ key: signing.privateKey, kid: await thumbprintOf(key) }, { [oidc.modifyAssertion]: (_header, claims) => void Object.assign(claims, attested(options)) }))
  const bound = options.dpopKey === undefined ? null : keyIn(options.dpopKey)
  const proof = oidc.getDPoPHandle(server, bound ? await signingKey(bound) : await oidc.randomDPoPKeyPair('ES256'))
  try {
    const tokens = await oidc.clientCredentialsGrant(
      server,
      { ...(options.resource ? { resource: options.resource } : {}), ...(options.scope ? { scope: options.scope.join(' ') } : {}) },
      { DPoP: proof },
    )
    const { access_token, token_type, scope } = tokens
    const shown = { token_type, expires_in: tokens.expiresIn() ?? null, scope: scope ?? null, claims: decodeJwt(access_token) }
    context.out(plainJson(bound ? { access_token, dpop_key: bound.file, ...shown } : shown))
  } catch (error) {
    throw inOneSentence(context, error)
  }
}
