import type { Metadata } from 'next'
import { EliminationChart } from '@/components/charts/elimination-chart'
import { EmptyState } from '@/components/ui/empty-state'
import { FilterBar } from '@/components/ui/filter-bar'
import { PageHeader } from '@/components/ui/page-header'
import { Pager } from '@/components/ui/pager'
import { Card } from '@/components/ui/section'
import { StatGrid, StatTile } from '@/components/ui/stat-tile'
import { Table, TBody, Td, Th, THead, Tr } from '@/components/ui/table'
import { TextLink } from '@/components/ui/text-link'
import { TimeStamp } from '@/components/ui/time-stamp'
import { one, pagerHrefs, readFilters, type RawParams } from '@/lib/console/filters'
import { read } from '@/lib/console/read'
import { ListCredentialsInput, STATIC_FROM, TIERS, type CredentialPage, type CredentialView } from '@/lib/identity/discovery/contract'
import { FilterSelect } from '../../_components/filter-select'
import { RefusedState } from '../../_components/refused-state'
import { DiscoveryTabs } from '../_components/discovery-tabs'
import { TierBadge } from '../_components/tier-badge'
import { controlWords } from '../_components/words'

export const metadata: Metadata = { title: 'Credentials that were found' }

const PATH = '/discovery/credentials'

export default async function CredentialsPage({ searchParams }: Readonly<{ searchParams: Promise<RawParams> }>) {
  const raw = await searchParams
  const filters = readFilters(ListCredentialsInput, raw)
  const [page, sources] = await Promise.all([filters.ok ? read((api) => api.discovery.credentials(filters.value)) : filters, read((api) => api.discovery.sources({}))])
  return (
    <>
      <PageHeader title="Discovery" description="How what was found gets in. Of a secret only a keyed fingerprint is kept: enough to see that two are the same, and that one is gone." />
      <DiscoveryTabs current={PATH} />
      {page.ok ? <Summary page={page.value} /> : null}
      <FilterBar className="py-4">
        <FilterSelect name="tier" label="Tier" any="Any tier" options={TIERS.map(({ tier, title }) => ({ value: String(tier), label: `${tier} · ${title}` }))} />
        <FilterSelect name="source" label="Source" any="Any source" options={sources.ok ? sources.value.items.map(({ id, name }) => ({ value: id, label: name })) : []} />
        <FilterSelect name="gone" label="State" any="Still there" options={[{ value: 'true', label: 'Eliminated' }]} />
      </FilterBar>
      <Card flush>
        {!page.ok ? (
          <RefusedState refusal={page.refusal} what="credentials" clearHref={PATH} />
        ) : page.value.items.length === 0 ? (
          ['tier', 'source', 'gone'].some((name) => one(raw, name) !== undefined) ? (
            <EmptyState because="no_match" title="No credential matches" next={{ label: 'All that are still there', href: PATH }} />
          ) : (
            <EmptyState because="nothing_yet" title="No credential was found" next={{ label: 'Sources', href: '/discovery/sources' }}>
              <p>Either nobody has looked yet, or nothing gets in by what stands in a file.</p>
            </EmptyState>
          )
        ) : (
          <>
            <CredentialTable credentials={page.value.items} />
            <Pager {...pagerHrefs(PATH, raw, page.value.next)} summary={`${page.value.items.length} credentials`} />
          </>
        )}
      </Card>
    </>
  )
}

function Summary({ page: { tiers, progress } }: Readonly<{ page: CredentialPage }>) {
  const standing = tiers.filter(({ tier }) => tier >= STATIC_FROM)
  const open = standing.reduce((sum, tier) => sum + tier.open, 0)
  const gone = standing.reduce((sum, tier) => sum + tier.gone, 0)
  const title = open + gone === 0 ? 'No standing credential was found' : `${gone} of ${open + gone} standing credentials are eliminated`
  return (
    <div className="flex flex-col gap-4 pt-4">
      <StatGrid label="Credentials by tier">
        {TIERS.map(({ tier, title: name }) => {
          const count = tiers.find((one) => one.tier === tier)
          return <StatTile key={tier} label={`${tier} · ${name}`} value={(count?.open ?? 0).toLocaleString('en')} href={`${PATH}?tier=${tier}`} tone={tier === 5 && count && count.open > 0 ? 'caution' : 'plain'} note={`${count?.gone ?? 0} eliminated`} />
        })}
      </StatGrid>
      <Card>
        <EliminationChart title={title} days={progress} />
      </Card>
    </div>
  )
}

function CredentialTable({ credentials }: Readonly<{ credentials: readonly CredentialView[] }>) {
  return (
    <Table caption="Credentials, the worst first" stack>
      <THead>
        <Th>Credential</Th>
        <Th>Tier</Th>
        <Th>Where</Th>
        <Th>Of</Th>
        <Th>Age</Th>
        <Th>Controls missing</Th>
      </THead>
      <TBody>
        {credentials.map((one) => (
          <Tr key={one.id}>
            <Td lead className="max-w-64">
              <span className="min-w-0">
                <bdi className="break-words font-medium">{one.what}</bdi>
                {one.fingerprint ? (
                  <span className="block font-mono text-xs font-normal text-ink-3">
                    {one.fingerprint.slice(0, 8)}…{one.places > 1 ? ` in ${one.places} places` : ''}
                  </span>
                ) : null}
              </span>
            </Td>
            <Td label="Tier">
              <TierBadge tier={one.tier} />
            </Td>
            <Td label="Where" className="max-w-72">
              <span className="min-w-0">
                <bdi className="break-all font-mono text-xs text-ink-2">{one.path}</bdi>
                <span className="block break-all text-xs text-ink-3">{one.line ? `line ${one.line}` : one.at}</span>
              </span>
            </Td>
            <Td label="Of" className="max-w-48">
              {one.holder ? (
                <TextLink href={`/discovery?state=any&item=${one.holder.id}`}>
                  <bdi className="break-words">{one.holder.name}</bdi>
                </TextLink>
              ) : (
                <span className="text-ink-3">the file alone</span>
              )}
            </Td>
            <Td label="Age" className="text-ink-2">
              <TimeStamp value={one.written_at ?? one.first_seen_at} style="relative" />
            </Td>
            <Td label="Controls missing" className="max-w-56 text-ink-2">
              {one.gone_at ? (
                <span className="text-calm">eliminated</span>
              ) : one.missing.length > 0 ? (
                controlWords(one.missing)
              ) : one.tier >= STATIC_FROM ? (
                'none'
              ) : (
                <span className="text-ink-3">needs none</span>
              )}
            </Td>
          </Tr>
        ))}
      </TBody>
    </Table>
  )
}
