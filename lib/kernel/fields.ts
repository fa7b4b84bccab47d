import { z } from 'zod'
import { parseId, type Id } from './ids'

/** A UUIDv7 from outside. */
export const idField = <Kind extends string>() =>
  z
    .string()
    .max(36)
    .refine((raw) => parseId(raw) !== null, 'not an id')
    .transform((raw) => raw as Id<Kind>)

/**
 * One line of text that people will read: NFC, without control characters, halves of surrogate pairs and the bidirectional
 * overrides that make a name read as another (U+202A–202E, U+2066–2069).
 */
export const textField = (min: number, max: number) =>
  z
    .string()
    .transform((raw) => raw.normalize('NFC').trim())
    .pipe(
      z
        .string()
        .min(min)
        .max(max)
        .regex(/^[^\p{Cc}\p{Cs}\u202A-\u202E\u2066-\u2069]*$/u, 'has control or direction-override characters'),
    )

/** Several lines of text: as `textField`, but line feeds and tabs are allowed. */
export const proseField = (min: number, max: number) =>
  z
    .string()
    .transform((raw) => raw.normalize('NFC').trim())
    .pipe(
      z
        .string()
        .min(min)
        .max(max)
        .regex(/^(?:[^\p{Cc}\p{Cs}\u202A-\u202E\u2066-\u2069]|[\n\r\t])*$/u, 'has control or direction-override characters'),
    )

/** Keyset paging: `cursor` is opaque, from `next` of the page before. */
export const PageInput = z.object({
  cursor: z.string().max(512).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})
export const pageOf = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item), next: z.string().nullable() })
export type Page<T> = { items: T[]; next: string | null }
