import type { Signer } from '@/lib/kernel/signer'
import type { ContainmentView } from './containment-view'
import type { EventStreams } from './event-streams'
import type { LeaseNotes } from './lease-notes'

export type FeedDeps = Readonly<{ issuer: string; signer: Signer; view: ContainmentView; streams: EventStreams; leases: LeaseNotes }>
