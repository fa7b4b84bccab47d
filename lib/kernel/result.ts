/** A refusal is a value: whoever must act on it by kind finds it in the return type. */
export type Ok<T> = { readonly ok: true; readonly value: T }
export type Refused<R> = { readonly ok: false; readonly refusal: R }
export type Result<T, R> = Ok<T> | Refused<R>

export const ok = <const T>(value: T): Ok<T> => ({ ok: true, value })
export const refuse = <const R>(refusal: R): Refused<R> => ({ ok: false, refusal })
