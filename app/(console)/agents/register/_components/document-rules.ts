import { zodResolver } from '@hookform/resolvers/zod'
import { z } from 'zod'
import { IdentityDocument, PublicJwk } from '@/lib/identity/registry/contract'
import { documentOf, type FormValues } from './document-form'

/** What the form is checked by: the authority's own rules for a document, told field by field before anything is sent. */
export const DocumentForm = z.custom<FormValues>().transform(documentOf).pipe(IdentityDocument)

export const resolveDocument = zodResolver(DocumentForm)

/** A public key that somebody pasted, or what is wrong with it. */
export function readPublicKey(pasted: unknown): { key: z.input<typeof PublicJwk> } | { problem: string } {
  const parsed = PublicJwk.safeParse(pasted)
  return parsed.success ? { key: parsed.data } : { problem: parsed.error.issues[0]?.message ?? 'not a public JWK' }
}
