import type { JsonWebKey } from 'node:crypto'
import type { Command } from 'commander'
import { calculateJwkThumbprint, decodeJwt } from 'jose'
import * as oidc from 'openid-client'
import { parseId } from '@/lib/kernel/ids'
import { keyFileOf, keyIn, readKey, type AgentKey } from '../agent-key'
import { agentIdOf, apiOf } from '../api'
import { CliError, type CliContext } from '../context'
import { authorizationServer, inOneSentence } from '../oauth-client'
import { plainJson } from '../plain'

type Options = { agent: string; clientId?: string; resource?: string; scope?: string[]; key?: string; dpopKey?: string }

/**
 * Asks for a token as an agent would, under its sponsor's standing mandate: for finding out why it does not get one.
 * Prints what is in the token; the token itself only with the key that it is bound to, without which it is no use.
 */
export function tokenCommand(program: Command, context: CliContext): void {
  program
    .command('token')
    .description('ask for a token as an agent (client_credentials, DPoP) and show what is in it')
    .requiredOption('--agent <agent>', 'its name; its key is taken from LANYARD_HOME/agents')
    .option('--client-id <id>', 'its client id; left out, it is looked up by the name')
    .option('--resource <url>', 'the resource that the token is for')
    .option('--scope <scope...>', 'what it should allow; left out, all that the mandate gives')
    .option('--key <file>', 'its private key, where it is not in LANYARD_HOME/agents')
    .option('--dpop-key <file>', 'bind the token to the key in this file, made if there is none, and print the token')
    .action(async (options: Options) => {
      const key = readKey(options.key ?? keyFileOf(context, options.agent))
      if (!key) throw new CliError(`there is no key of \`${options.agent}\` in ${options.key ?? keyFileOf(context, options.agent)}`)
      const clientId = options.clientId ?? (parseId(options.agent) ? options.agent : await agentIdOf(context, apiOf(context), options.agent))
      const signing = await signingKey(key)
      const server = await authorizationServer(context, clientId, oidc.PrivateKeyJwt({ key: signing.privateKey, kid: await thumbprintOf(key) }))
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
    })
}

/** As WebCrypto has it; the public half can be exported, since a proof carries it (RFC 9449 §4.2). */
async function signingKey({ privateJwk, publicJwk }: AgentKey): Promise<CryptoKeyPair> {
  const algorithm = publicJwk.kty === 'OKP' ? { name: 'Ed25519' } : { name: 'ECDSA', namedCurve: 'P-256' }
  const { kty, crv, x, y, d } = privateJwk
  const bare = (jwk: JsonWebKey) => ({ ...jwk }) as globalThis.JsonWebKey
  return {
    privateKey: await crypto.subtle.importKey('jwk', bare({ kty, crv, x, ...(y ? { y } : {}), d }), algorithm, false, ['sign']),
    publicKey: await crypto.subtle.importKey('jwk', bare(publicJwk), algorithm, true, ['verify']),
  }
}

async function thumbprintOf({ publicJwk }: AgentKey): Promise<string> {
  return calculateJwkThumbprint(publicJwk as Parameters<typeof calculateJwkThumbprint>[0])
}
