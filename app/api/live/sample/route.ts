import { live } from '@/lib/console/live'

/** How far the sample company is built. */
export function GET(): Promise<Response> {
  return live((api) => api.sample.get({}))
}
