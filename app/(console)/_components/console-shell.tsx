'use client'

import { startTransition, type ReactNode } from 'react'
import { AppShell } from '@/components/shell/app-shell'
import type { CommandGroup, Me, RailGroup } from '@/components/shell/shell-types'
import { AgentPage } from '@/lib/identity/registry/contract'
import { signOutAction } from '../actions'
import { HaltForm } from './halt-form'
import { readLive } from './read-live'

type Props = Readonly<{ groups: readonly RailGroup[]; me: Me; environment: string; isSample: boolean; mayHalt: boolean; children: ReactNode }>

const SETTINGS: CommandGroup = {
  heading: 'Do',
  items: [
    { id: 'register', label: 'Register an agent', href: '/agents/register', keywords: ['new', 'add'] },
    { id: 'answers', label: 'What I answer for', href: '/agents/answers', keywords: ['owner', 'sponsor', 'transfers', 'drafts'] },
    { id: 'denied', label: 'Denied calls', href: '/delegations?result=denied', keywords: ['refused'] },
    { id: 'incidents', label: 'Open incidents', href: '/containment/incidents?open=true', keywords: ['incident', 'playbook', 'timeline'] },
    { id: 'in-force', label: 'Orders in force', href: '/containment?active=true', keywords: ['halted', 'suspended', 'restore'] },
    { id: 'people', label: 'People and roles', href: '/settings/people', keywords: ['invite'] },
    { id: 'tool-servers', label: 'Tool servers', href: '/settings/tool-servers', keywords: ['mcp'] },
    { id: 'points', label: 'Enforcement points', href: '/settings/points', keywords: ['gateway', 'lease'] },
  ],
}

async function search(query: string): Promise<readonly CommandGroup[]> {
  const { items } = await readLive(`/api/live/agents?q=${encodeURIComponent(query)}`, AgentPage)
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
      halt={mayHalt ? <HaltForm /> : null}
      commands={[SETTINGS]}
      search={search}
    >
      {children}
    </AppShell>
  )
}
