import type { ApiRefusal } from '@/lib/api/client'
import type { Result } from '@/lib/kernel/result'

/** The authority refused what the sample cannot do without. */
export class Refused extends Error {
  override name = 'Refused'
  constructor(readonly refusal: ApiRefusal) {
    super(`refused: ${JSON.stringify(refusal)}`)
  }
}

export async function need<T>(call: Promise<Result<T, ApiRefusal>>): Promise<T> {
  const result = await call
  if (!result.ok) throw new Refused(result.refusal)
  return result.value
}
