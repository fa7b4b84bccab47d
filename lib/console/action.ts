import 'server-only'
import { revalidatePath } from 'next/cache'
import type { Api, ApiRefusal } from '@/lib/api/client'
import type { Result } from '@/lib/kernel/result'
import { apiAsSignedIn } from './api'
import type { ActionState } from './action-state'

type Options = { refresh: readonly string[] }

/** Puts an API call behind a form. Adds what is the console's alone: whose token, which pages to refresh. */
export function action<I, T>(call: (api: Api, input: I) => Promise<Result<T, ApiRefusal>>, options: Options) {
  const run = act(call, options)
  // The authority parses; nothing here trusts the form.
  return async (_previous: unknown, form: FormData): Promise<ActionState<T>> => run(fieldsOf(form) as I)
}

/** The same for a call from a component that has its input as a value. */
export function act<I, T>(call: (api: Api, input: I) => Promise<Result<T, ApiRefusal>>, options: Options) {
  return async (input: I): Promise<ActionState<T>> => {
    const api = await apiAsSignedIn()
    if (!api) return { status: 'refused', refusal: { code: 'signed_out' } }
    // Whoever calls an action by hand may send anything at all; what is no record is an empty one, and is refused as such.
    const result = await call(api, (typeof input === 'object' && input !== null ? input : {}) as I)
    if (!result.ok) return { status: 'refused', refusal: result.refusal }
    for (const path of options.refresh) revalidatePath(path, 'layout')
    return { status: 'done', value: result.value }
  }
}

/** React adds fields of its own to a form; they are not the authority's business. */
function fieldsOf(form: FormData): Record<string, FormDataEntryValue> {
  return Object.fromEntries([...form].filter(([name]) => !name.startsWith('$ACTION')))
}
