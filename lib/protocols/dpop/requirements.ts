/** What RFC 9449 demands of whoever checks a proof. A test that covers one carries its id in the title. */
export const DPOP_REQUIREMENTS = {
  'dpop-one-header': { level: 'MUST', at: 'RFC 9449 §4.3 (1), (2)', text: 'there is one DPoP header, and its value is one well-formed JWT' },
  'dpop-claims': { level: 'MUST', at: 'RFC 9449 §4.3 (3)', text: 'all required claims are there' },
  'dpop-typ': { level: 'MUST', at: 'RFC 9449 §4.3 (4)', text: 'typ is dpop+jwt' },
  'dpop-alg': { level: 'MUST', at: 'RFC 9449 §4.3 (5)', text: 'alg is a registered asymmetric algorithm that is acceptable here' },
  'dpop-signature': { level: 'MUST', at: 'RFC 9449 §4.3 (6)', text: 'the signature verifies with the public key of the header' },
  'dpop-jwk': { level: 'MUST', at: 'RFC 9449 §4.3 (7)', text: 'the jwk of the header holds no private key' },
  'dpop-htm': { level: 'MUST', at: 'RFC 9449 §4.3 (8)', text: 'htm matches the method of the request' },
  'dpop-htu': { level: 'MUST', at: 'RFC 9449 §4.3 (9)', text: 'htu matches the address of the request, without query and fragment' },
  'dpop-nonce': { level: 'MUST', at: 'RFC 9449 §4.3 (10)', text: 'where the server demanded a nonce, the proof carries it' },
  'dpop-iat': { level: 'MUST', at: 'RFC 9449 §4.3 (11)', text: 'the proof was made within an acceptable window' },
  'dpop-ath': { level: 'MUST', at: 'RFC 9449 §4.3 (12)', text: 'ath is the hash of the access token, whose key is the key of the proof' },
  'dpop-jti': { level: 'SHOULD', at: 'RFC 9449 §11.1', text: 'a proof is accepted once within its window' },
  'dpop-crit': { level: 'MUST', at: 'RFC 7515 §4.1.11', text: 'an extension that is not understood is refused' },
} as const
