declare const seconds: unique symbol
/** Seconds since 1970-01-01T00:00:00Z, whole: the `NumericDate` of RFC 7519 §2. */
export type EpochSeconds = number & { readonly [seconds]: true }
export type Clock = { now(): EpochSeconds; date(): Date }

export const systemClock: Clock = {
  now: () => Math.floor(Date.now() / 1000) as EpochSeconds,
  date: () => new Date(),
}

export const fixedClock = (iso: string): Clock => ({
  now: () => (Date.parse(iso) / 1000) as EpochSeconds,
  date: () => new Date(iso),
})

export const epochSeconds = (date: Date): EpochSeconds => Math.floor(date.getTime() / 1000) as EpochSeconds
