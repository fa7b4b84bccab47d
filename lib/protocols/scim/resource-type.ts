import type { ScimClientActor } from '@/lib/identity/access'
import type { Resource } from './answers'
import type { Narrowing } from './filter'

export type Page = { total: number; items: Resource[] }

/** One kind of resource: each method is the product’s own verbs, under the client’s name. Representations have no version yet. */
export type ResourceType = {
  name: 'User' | 'Agent' | 'Group'
  endpoint: '/Users' | '/Agents' | '/Groups'
  /** The schema by which it is written; older names of it are taken, too. */
  schemas: readonly string[]
  find(client: ScimClientActor, narrowing: Narrowing, skip: number, take: number): Promise<Page>
  create(client: ScimClientActor, wanted: Resource): Promise<string>
  /** Brings what is there to what is wanted, checked whole before any of it is done. */
  update(client: ScimClientActor, current: Resource, wanted: Resource): Promise<void>
  remove(client: ScimClientActor, current: Resource): Promise<void>
}
