/**
 * The bounds of a rotation of the issuer's signing keys, promised in docs/operations.md and kept where they are named.
 */

/**
 * Milliseconds after which a rotation has reached every process: each is told at once, looks by itself twice a second,
 * and stops signing and believing signatures when it could not look for this long. So no two processes disagree longer.
 */
export const ROTATION_REACHES_MS = 3_000

/** A key is published this long before it may sign, so that verifiers that keep keys for a while know it by then. */
export const PUBLISHED_AHEAD_SECONDS = 30

/** A key that no longer signs is published this long: longer than anything it signed is good for. */
export const PREVIOUS_PUBLISHED_HOURS = 24

/** A key that has signed for so many days gives way to the next one by itself. */
export const KEY_LIFETIME_DAYS = 90

export const KEY_STATES = ['next', 'current', 'previous', 'revoked'] as const
/** `next` is published and does not sign yet; `previous` still verifies; `revoked` does neither. */
export type KeyState = (typeof KEY_STATES)[number]
