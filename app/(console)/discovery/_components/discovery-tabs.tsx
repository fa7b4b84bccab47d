import { LinkTabs } from '@/components/ui/tabs'

/** The pages of discovery, each with its own address. */
export function DiscoveryTabs({ current, open = null }: Readonly<{ current: string; open?: number | null }>) {
  return (
    <LinkTabs
      label="Discovery"
      current={current}
      tabs={[
        { href: '/discovery', label: 'Inbox', ...(open === null ? {} : { count: open }) },
        { href: '/discovery/credentials', label: 'Credentials' },
        { href: '/discovery/sources', label: 'Sources' },
      ]}
    />
  )
}
