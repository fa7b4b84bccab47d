import { LinkTabs } from '@/components/ui/tabs'

export function MaturityTabs() {
  return (
    <LinkTabs
      label="Maturity"
      tabs={[
        { href: '/maturity', label: 'Where we stand' },
        { href: '/maturity/compare', label: 'Compare' },
        { href: '/maturity/frameworks', label: 'Frameworks' },
        { href: '/maturity/audit', label: 'Samples' },
        { href: '/maturity/weights', label: 'Facts and weights' },
      ]}
    />
  )
}
