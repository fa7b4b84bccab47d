'use client'

import { startTransition, type ReactNode } from 'react'
import { AppShell } from '@/components/shell/app-shell'
import type { CommandGroup, Me, RailGroup } from '@/components/shell/shell-types'
import type { AgentRow } from '@/lib/identity/registry/contract'
import type { Page } from '@/lib/kernel/fields'
import { signOutAction } from '../actions'
import { HaltOpened, loadHaltForm } from './halt-opened'
import { PAGE_KEYS } from './page-keys'
import { readLive } from './read-live'

type Props = Readonly<{ groups: readonly RailGroup[]; me: Me; environment: string; isSample: boolean; mayHalt: boolean; children: ReactNode }>

const SETTINGS: CommandGroup = {
  heading: 'Do',
  items: [
    { id: 'register', label: 'Register an agent', href: '/agents/register', keywords: ['new', 'add'] },
    { id: 'answers', label: 'What I answer for', href: '/agents/answers', keywords: ['owner', 'sponsor', 'transfers', 'drafts'] },
    { id: 'denied', label: 'Denied calls', href: '/delegations?source=lanyard&result=denied', keywords: ['refused'] },
    { id: 'incidents', label: 'Open incidents', href: '/containment/incidents?open=true', keywords: ['incident', 'playbook', 'timeline'] },
    { id: 'in-force', label: 'Orders in force', href: '/containment?active=true', keywords: ['halted', 'suspended', 'restore'] },
    { id: 'found', label: 'Found and not registered', href: '/discovery', keywords: ['discovery', 'shadow agents', 'inbox'] },
    { id: 'found-secrets', label: 'Secrets that were found', href: '/discovery/credentials?tier=5', keywords: ['hard-coded', 'static keys', 'leaked'] },
    { id: 'imports', label: 'Imported audit logs', href: '/ledger/imports', keywords: ['import', 'cloudtrail', 'kubernetes', 'entra', 'okta'] },
    { id: 'people', label: 'People and roles', href: '/settings/people', keywords: ['invite'] },
    { id: 'tool-servers', label: 'Tool servers', href: '/settings/tool-servers', keywords: ['mcp'] },
    { id: 'points', label: 'Enforcement points', href: '/settings/points', keywords: ['gateway', 'lease'] },
  ],
}

async function search(query: string): Promise<readonly CommandGroup[]> {
  const { items } = await readLive<Page<AgentRow>>(`/api/live/agents?q=${encodeURIComponent(query)}`)
  return items.length === 0
    ? []
    : [
        {
          heading: 'Agents',
          items: items.map(({ id, name, status, owner }) => ({ id, label: name, href: `/agents/${id}`, detail: `${status}, ${owner.name}`, keywords: [query] })),
        },
      ]
}

export function ConsoleShell({ groups, me, environment, isSample, mayHalt, children }: Props) {
  return (
    <AppShell
      groups={groups}
      me={me}
      environment={environment}
      isSample={isSample}
      onSignOut={() => startTransition(() => signOutAction())}
      halt={mayHalt ? <HaltOpened /> : null}
      onConsiderHalt={() => void loadHaltForm()}
      commands={[SETTINGS]}
      search={search}
      pageKeys={PAGE_KEYS}
    >
      {children}
    </AppShell>
  )
}
