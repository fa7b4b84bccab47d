import { z } from 'zod'
import { AddPartInput, AddPlatformInput, AddSourceInput, BeginRunInput, CredentialPage, EndRunInput, IgnoredMany, IgnoreItemInput, IgnoreManyInput, ItemIdInput, ItemPage, ItemView, ListCredentialsInput, ListItemsInput, MergeItemInput, NoteRegisteredInput, PlatformIdInput, PlatformView, RunsPage, RunView, SourceIdInput, SourcesView, SourceView } from '@/lib/identity/discovery/contract'
import { endpoint } from './endpoint'

const Nothing = z.object({})

/** What was found and nobody has registered: where is looked, what came of it, and what people decide. */
export const DISCOVERY = {
  items: endpoint({ method: 'GET', path: '/discovery/items', permission: 'discovery.read', input: ListItemsInput, output: ItemPage, summary: 'The inbox: what was found, newest first; without `state`, what nobody has decided' }),
  item: endpoint({ method: 'GET', path: '/discovery/items/:foundId', permission: 'discovery.read', input: ItemIdInput, output: ItemView, summary: 'One thing that was found, with its evidence, its credentials, and what is registered and may be the same' }),
  ignore: endpoint({ method: 'POST', path: '/discovery/items/:foundId/ignore', permission: 'discovery.item.ignore', input: IgnoreItemInput, output: Nothing, summary: 'Leave it be, with a reason; it comes back when it changes' }),
  ignoreMany: endpoint({ method: 'POST', path: '/discovery/ignored', permission: 'discovery.item.ignore', input: IgnoreManyInput, output: IgnoredMany, summary: 'Leave be all that a filter shows, when that is still `count`' }),
  merge: endpoint({ method: 'POST', path: '/discovery/items/:foundId/merge', permission: 'discovery.item.merge', input: MergeItemInput, output: Nothing, summary: 'Say that it is an agent or a tool server that is registered already' }),
  registered: endpoint({ method: 'POST', path: '/discovery/items/:foundId/registered', permission: 'discovery.item.register', input: NoteRegisteredInput, output: Nothing, summary: 'Say which agent was registered from it' }),
  reopen: endpoint({ method: 'POST', path: '/discovery/items/:foundId/reopen', permission: 'discovery.item.reopen', input: ItemIdInput, output: Nothing, summary: 'Take a decision back' }),
  credentials: endpoint({ method: 'GET', path: '/discovery/credentials', permission: 'discovery.read', input: ListCredentialsInput, output: CredentialPage, summary: 'Credentials that were found, by tier, with the controls that standing ones lack, and how many were eliminated day by day; of a secret its fingerprint alone' }),
  sources: endpoint({ method: 'GET', path: '/discovery/sources', permission: 'discovery.read', input: Nothing, output: SourcesView, summary: 'Where is looked, how fresh that is, and which folders may be' }),
  addSource: endpoint({ method: 'POST', path: '/discovery/sources', permission: 'discovery.source.add', input: AddSourceInput, output: SourceView, summary: 'Have a folder of the host scanned, now and by schedule' }),
  removeSource: endpoint({ method: 'DELETE', path: '/discovery/sources/:sourceId', permission: 'discovery.source.remove', input: SourceIdInput, output: Nothing, summary: 'Look there no more; what was found stays' }),
  scan: endpoint({ method: 'POST', path: '/discovery/sources/:sourceId/scan', permission: 'discovery.source.scan', input: SourceIdInput, output: SourceView, summary: 'Scan a folder now' }),
  runs: endpoint({ method: 'GET', path: '/discovery/sources/:sourceId/runs', permission: 'discovery.read', input: SourceIdInput, output: RunsPage, summary: 'The last scans of a source, each with what it could not read and why' }),
  platforms: endpoint({ method: 'GET', path: '/discovery/platforms', permission: 'discovery.read', input: Nothing, output: z.array(PlatformView), summary: 'Agent platforms whose signed tokens are believed: a workload that is seen for the first time comes to the inbox' }),
  addPlatform: endpoint({ method: 'POST', path: '/discovery/platforms', permission: 'discovery.platform.add', input: AddPlatformInput, output: PlatformView, summary: 'Believe a platform in what it says of its workloads, by its issuer identifier alone; it lets nobody in' }),
  removePlatform: endpoint({ method: 'DELETE', path: '/discovery/platforms/:platformId', permission: 'discovery.platform.remove', input: PlatformIdInput, output: Nothing, summary: 'Believe it no more; what was found stays' }),
  begin: endpoint({ method: 'POST', path: '/discovery/runs', permission: 'discovery.run.begin', input: BeginRunInput, output: RunView, summary: 'Begin to send what was found elsewhere; `lanyard discover` does' }),
  add: endpoint({ method: 'POST', path: '/discovery/runs/:scanId/parts', permission: 'discovery.run.add', input: AddPartInput, output: RunView, summary: 'Send a part of it; secrets as SHA-256 digests, never as such' }),
  end: endpoint({ method: 'POST', path: '/discovery/runs/:scanId/end', permission: 'discovery.run.end', input: EndRunInput, output: RunView, summary: 'End it: what was looked for and not seen is gone' }),
} as const
