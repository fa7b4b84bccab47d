import type { ReactNode } from 'react'
import { LinkTabs } from '@/components/ui/tabs'
import { PageHeader } from '@/components/ui/page-header'

const TABS = [
  { href: '/settings/people', label: 'People' },
  { href: '/settings/tool-servers', label: 'Tool servers' },
  { href: '/settings/points', label: 'Enforcement points' },
  { href: '/settings/keys', label: 'Signing keys' },
  { href: '/settings/me', label: 'Me' },
] as const

export default function SettingsLayout({ children }: Readonly<{ children: ReactNode }>) {
  return (
    <>
      <PageHeader title="Settings" />
      <LinkTabs label="Settings" tabs={TABS} />
      <div className="pt-5">{children}</div>
    </>
  )
}
