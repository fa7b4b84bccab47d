/** Who passkeys are made for: the issuer's host, and only on pages of the issuer's own origin. */
export type RelyingParty = Readonly<{ issuer: string }>

export const RP_NAME = 'Lanyard'
/** Passkeys work for names and for `localhost`; an address such as 127.0.0.1 has none. */
export const rpIdOf = ({ issuer }: RelyingParty): string => new URL(issuer).hostname
export const originOf = ({ issuer }: RelyingParty): string => new URL(issuer).origin
