import 'server-only'
import { cache } from 'react'
import type { SampleView } from '@/lib/identity/sample/contract'
import { read } from './read'

/** The sample company, while there is one. Asked once a request. */
export const sampleHere = cache(async (): Promise<SampleView | null> => {
  const sample = await read((api) => api.sample.get({}))
  return sample.ok && (sample.value.state === 'building' || sample.value.state === 'ready') ? sample.value : null
})
