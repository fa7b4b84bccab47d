import { live } from '@/lib/console/live'

/** The drills as they are now, for the part of the page that shows one running. */
export function GET(): Promise<Response> {
  return live((api) => api.containment.drills({}))
}
