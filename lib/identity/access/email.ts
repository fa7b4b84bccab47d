import { z } from 'zod'

const LENGTH_MAX = 254 // RFC 5321 §4.5.3.1.3, less the brackets
const PRINTABLE_ASCII = /^[\x21-\x7e]+$/

/**
 * An address as people type it, compared in lower case.
 *
 * INVARIANT: two different inputs become one address only by the case of ASCII letters. So whatever is not ASCII is
 * refused before anything is folded: full-width and other compatibility forms, letters that look like Latin ones, and
 * those that lower-casing would turn into Latin ones (U+212A KELVIN SIGN). What is left is its own NFKC form. A domain
 * in another script is written in its ASCII form (`xn--`, RFC 5890), in which nothing looks like anything else.
 */
export const EmailField = z
  .string()
  .trim()
  .min(1, 'is missing')
  .max(LENGTH_MAX, `has more than ${LENGTH_MAX} characters`)
  .regex(PRINTABLE_ASCII, 'may hold only letters, digits and signs of plain English; an international domain is written in its xn-- form')
  .transform((raw) => raw.toLowerCase())
  .pipe(z.email('is not an e-mail address'))
