'use client'

import { Activity, Bot, Cable, ClipboardCheck, FileClock, Gauge, GitBranch, Home, OctagonPause, Radar, ScrollText, Settings, ShieldCheck } from 'lucide-react'
import type { ReactNode } from 'react'
import { AppShell } from '@/components/shell/app-shell'
import type { RailGroup } from '@/components/shell/shell-types'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'

const GROUPS: readonly RailGroup[] = [
  { items: [{ label: 'Overview', href: '/styleguide/shell', icon: <Home aria-hidden="true" />, key: 'o' }] },
  {
    label: 'Authority',
    items: [
      { label: 'Agents', href: '#agents', icon: <Bot aria-hidden="true" />, key: 'a' },
      { label: 'Delegations', href: '#delegations', icon: <GitBranch aria-hidden="true" />, key: 'd' },
      { label: 'Approvals', href: '#approvals', icon: <ClipboardCheck aria-hidden="true" />, count: 3 },
      { label: 'Reviews', href: '#reviews', icon: <FileClock aria-hidden="true" />, count: 40 },
      { label: 'Policies', href: '#policies', icon: <ShieldCheck aria-hidden="true" /> },
    ],
  },
  {
    label: 'Response',
    items: [
      { label: 'Containment', href: '#containment', icon: <OctagonPause aria-hidden="true" />, key: 'c' },
      { label: 'Monitoring', href: '#monitoring', icon: <Activity aria-hidden="true" /> },
      { label: 'Discovery', href: '#discovery', icon: <Radar aria-hidden="true" /> },
    ],
  },
  {
    label: 'Proof',
    items: [
      { label: 'Maturity', href: '#maturity', icon: <Gauge aria-hidden="true" /> },
      { label: 'Ledger', href: '#ledger', icon: <ScrollText aria-hidden="true" /> },
      { label: 'Federation', href: '#federation', icon: <Cable aria-hidden="true" /> },
      { label: 'Settings', href: '#settings', icon: <Settings aria-hidden="true" /> },
    ],
  },
]

export function ExampleShell({ children }: Readonly<{ children: ReactNode }>) {
  return (
    <AppShell
      groups={GROUPS}
      me={{ name: 'Mari Ito', email: 'mari.ito@example.com', role: 'analyst' }}
      environment="example"
      onSignOut={() => undefined}
      halt={
        <Field label="Agent" required hint="By name or id. What it covers is shown before you halt.">
          <Input placeholder="inv-bot" />
        </Field>
      }
    >
      {children}
    </AppShell>
  )
}
