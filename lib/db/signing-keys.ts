/** Processes that hold the issuer's keys listen here; the payload says nothing. Not heard, it is found by looking. */
export const SIGNING_KEYS_CHANNEL = 'lanyard_signing_keys'
