import type { ApiRefusal } from '@/lib/api/client'

/** What a form knows of its last submission. */
export type ActionState<T> = { status: 'idle' } | { status: 'done'; value: T } | { status: 'refused'; refusal: ApiRefusal }

export const IDLE = { status: 'idle' } as const
