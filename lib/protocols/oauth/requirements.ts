type Requirement = { level: 'MUST' | 'SHOULD'; at: string; text: string; /** Where it is tested: a test's title holds this. */ test: string }

/** What the standards ask of the parts that are ours; what oidc-provider does is tested by its authors. */
export const requirements = {
  'assertion-once': { level: 'MUST', at: 'RFC 7523 §3 (7)', text: 'a jti is used once, however many use it at once', test: '[3] a client assertion gives exactly one token' },
  'assertion-aud': { level: 'MUST', at: 'rfc7523bis §3', text: 'the issuer is the only audience', test: 'aud that is the token endpoint' },
  'assertion-alg': { level: 'MUST', at: 'RFC 8725 §3.1, §3.2', text: 'only agreed algorithms, with keys of their kind', test: 'RS256 on an ES256 key' },
  'code-once': { level: 'MUST', at: 'RFC 6749 §4.1.2', text: 'a code is used once', test: 'an authorization code gives exactly one token' },
  'pkce-s256': { level: 'MUST', at: 'OAuth 2.1 §4.1.1', text: 'PKCE, S256', test: 'refuses plain PKCE' },
  'no-implicit': { level: 'MUST', at: 'OAuth 2.1 §10.1', text: 'no implicit grant', test: 'refuses the implicit flow' },
  'refresh-rotation': { level: 'MUST', at: 'RFC 9700 §4.14.2', text: 'a refresh token used twice ends its successors', test: 'a refresh token gives exactly one token' },
  'dpop-once': { level: 'SHOULD', at: 'RFC 9449 §11.1', text: 'a proof is used once, in every process', test: '[18] a DPoP proof gives exactly one token' },
  'dpop-htu': { level: 'MUST', at: 'RFC 9449 §4.3 (9)', text: 'htu matches the request', test: 'for another address' },
  'dpop-htm': { level: 'MUST', at: 'RFC 9449 §4.3 (8)', text: 'htm matches the request', test: 'for another method' },
  'dpop-refresh': { level: 'MUST', at: 'RFC 9449 §5', text: 'a bound refresh token needs its key', test: '[19] a refresh without proof' },
  'exchange-subject': { level: 'MUST', at: 'RFC 8693 §2.1', text: 'subject_token and its type are required, once', test: '[9] a subject_token that is missing' },
  'exchange-target': { level: 'MUST', at: 'RFC 8693 §2.2.2', text: 'a target out of reach is invalid_target', test: '[10] another audience' },
  'exchange-act': { level: 'MUST', at: 'RFC 8693 §4.1', text: 'the current actor is outermost, earlier ones are nested', test: 'nests act over three hops' },
  'exchange-invalid': { level: 'MUST', at: 'RFC 8693 §2.2.2', text: 'an unacceptable subject token is invalid_request', test: '[13] a subject token with a forged act' },
  'introspection-entitled': { level: 'MUST', at: 'RFC 7662 §4', text: 'a caller that is not entitled learns nothing', test: '[28] show another client nothing' },
  'revocation-derived': { level: 'SHOULD', at: 'RFC 7009 §2.1', text: 'what was derived from a revoked token ends with it', test: 'a revoked token is dead' },
  'iss-parameter': { level: 'MUST', at: 'RFC 9207 §2', text: 'the authorization response names the issuer', test: 'works pushed (PAR)' },
  'metadata-host': { level: 'MUST', at: 'RFC 8414 §3.3', text: 'metadata names the issuer’s own addresses, whatever host was asked', test: 'names what is there' },
} as const satisfies Record<string, Requirement>
