import type { ScimClientActor } from '@/lib/identity/access'
import { ScimProblem, versionOf, type Resource } from './answers'
import type { ResourceType } from './resource-type'

export const versioned = (resource: Resource): Resource => ({ ...resource, meta: { ...(resource.meta as object), version: versionOf(resource) } })

/** The resource of this id, as it is served; 404 for what is deleted, and for what is no id. */
export async function findOne(type: ResourceType, client: ScimClientActor, id: string): Promise<Resource> {
  const { items } = await type.find(client, { id }, 0, 1)
  const [found] = items
  if (!found) throw new ScimProblem(404, `there is no ${type.name} of this id`)
  return versioned(found)
}

/** Whether a header of RFC 9110 §13.1 names this version: versions here are weak, and are compared as such. */
export const isAmong = (header: string | undefined, version: string): boolean => header !== undefined && (header.trim() === '*' || header.split(',').some((one) => weak(one) === weak(version)))
const weak = (tag: string): string => tag.trim().replace(/^W\//, '')

/** RFC 7644 §3.14. */
export function mustMatch(header: string | undefined, resource: Resource): void {
  const { version } = resource.meta as { version: string }
  if (header !== undefined && !isAmong(header, version)) throw new ScimProblem(412, 'it has changed since it was read')
}
