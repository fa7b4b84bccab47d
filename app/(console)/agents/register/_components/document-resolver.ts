import type { Resolver } from 'react-hook-form'
import type { IdentityDocument } from '@/lib/identity/registry/contract'
import type { FormValues } from './document-form'

/** The rules come when they are first asked for: the page is read before it is filled in. */
export const documentResolver: Resolver<FormValues, unknown, IdentityDocument> = async (...given) => (await import('./document-rules')).resolveDocument(...given)
