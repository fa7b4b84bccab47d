import type { ReactNode } from 'react'
import { LinkTabs } from '@/components/ui/tabs'
import { PageHeader } from '@/components/ui/page-header'
import { sampleHere } from '@/lib/console/sample'

const SAMPLE = { href: '/settings/sample', label: 'Sample' } as const
const TABS = [
  { href: '/settings/people', label: 'People' },
  { href: '/settings/teams', label: 'Teams' },
  { href: '/settings/ownership', label: 'Ownership' },
  { href: '/settings/tool-servers', label: 'Tool servers' },
  { href: '/settings/points', label: 'Enforcement points' },
  { href: '/settings/keys', label: 'Signing keys' },
  { href: '/settings/notifications', label: 'Notifications' },
  { href: '/settings/streams', label: 'Streams' },
  { href: '/settings/retention', label: 'Retention' },
  { href: '/settings/scim', label: 'SCIM' },
] as const
const ME = { href: '/settings/me', label: 'Me' } as const

export default async function SettingsLayout({ children }: Readonly<{ children: ReactNode }>) {
  const sample = await sampleHere()
  return (
    <>
      <PageHeader title="Settings" />
      <LinkTabs label="Settings" tabs={[...TABS, ...(sample ? [SAMPLE] : []), ME]} />
      <div className="pt-5">{children}</div>
    </>
  )
}
