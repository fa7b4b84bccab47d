/** RFC 7638: the thumbprint of an EC key is over these members, in this order, without space. */
async function thumbprint({ crv, kty, x, y }: JsonWebKey): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(JSON.stringify({ crv, kty, x, y })))
  return btoa(String.fromCharCode(...new Uint8Array(digest))).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

export type AgentKey = {
  publicJwk: { kty: 'EC'; crv: 'P-256'; x: string; y: string; kid: string; alg: 'ES256'; use: 'sig' }
  /** The private half as a file; made only when asked for. */
  privateFile(): Promise<Blob>
}

/** A key pair made here, by the browser. The private half stays in this page's memory until it is saved as a file. */
export async function makeAgentKey(): Promise<AgentKey> {
  const pair = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify'])
  const exported = await crypto.subtle.exportKey('jwk', pair.publicKey)
  const kid = await thumbprint(exported)
  const { x = '', y = '' } = exported
  return {
    publicJwk: { kty: 'EC', crv: 'P-256', x, y, kid, alg: 'ES256', use: 'sig' },
    async privateFile() {
      const { d } = await crypto.subtle.exportKey('jwk', pair.privateKey)
      const jwk = { kty: 'EC', crv: 'P-256', x, y, d, kid, alg: 'ES256', use: 'sig' }
      return new Blob([`${JSON.stringify(jwk, null, 2)}\n`], { type: 'application/json' })
    },
  }
}
