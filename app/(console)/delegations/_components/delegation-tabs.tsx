import { LinkTabs } from '@/components/ui/tabs'

const TABS = [
  { href: '/delegations', label: 'What was done' },
  { href: '/delegations/mandates', label: 'Mandates' },
] as const

/** What was done, and the authority that people gave for it. */
export function DelegationTabs() {
  return (
    <div className="pb-4">
      <LinkTabs label="Delegations" tabs={TABS} />
    </div>
  )
}
