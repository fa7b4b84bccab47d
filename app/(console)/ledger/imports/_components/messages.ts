import type { ApiRefusal } from '@/lib/api/client'
import type { ImportView } from '@/lib/identity/imports/contract'

export const FILE_NAME_HEADER = 'x-file-name'
/** By way of a browser; the command takes more. */
export const IMPORT_BYTES_MAX = 512 * 1024 ** 2

/** What is heard of an import while it goes on, a line each. */
export type ImportMessage = { step: 'reading'; bytes: number; events: number; unread: number } | { step: 'done'; report: ImportView } | { step: 'refused'; refusal: ApiRefusal | null }
