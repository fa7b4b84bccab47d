import { LinkTabs } from '@/components/ui/tabs'

/** The pages of containment, each with its own address. */
export function ContainmentTabs({ current, inForce = null }: Readonly<{ current: string; inForce?: number | null }>) {
  return (
    <LinkTabs
      label="Containment"
      current={current}
      tabs={[
        { href: '/containment', label: 'All orders' },
        { href: '/containment?active=true', label: 'In force', ...(inForce === null ? {} : { count: inForce }) },
        { href: '/containment/incidents', label: 'Incidents' },
        { href: '/containment/playbooks', label: 'Playbooks' },
        { href: '/containment/drills', label: 'Drills' },
      ]}
    />
  )
}
