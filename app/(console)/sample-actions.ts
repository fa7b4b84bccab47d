'use server'

import { act } from '@/lib/console/action'

const open = act((api, input: Record<string, never>) => api.sample.open(input), { refresh: [] })
export async function openSampleAction() {
  return open({})
}
