/** Why a receiver did not take an event, in its own words (RFC 8935 §2.4): one short line, without what would spoil a page. */
export const rejection = (err: string, description: string | undefined): string =>
  `it rejected it: ${[err, description].filter(Boolean).join(', ')}`.replaceAll(/[\p{Cc}\p{Cs}\u202A-\u202E\u2066-\u2069]+/gu, ' ').slice(0, 200)
