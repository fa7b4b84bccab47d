import type { Metadata } from 'next'
import { Badge } from '@/components/ui/badge'
import { EmptyState } from '@/components/ui/empty-state'
import { Notice } from '@/components/ui/notice'
import { PageHeader } from '@/components/ui/page-header'
import { Card } from '@/components/ui/section'
import { Table, TBody, Td, Th, THead, Tr } from '@/components/ui/table'
import { TimeStamp } from '@/components/ui/time-stamp'
import { may, me } from '@/lib/console/me'
import { read } from '@/lib/console/read'
import { AUDIT_SYSTEM_TITLES, type AuditSystem } from '@/lib/kernel/audit-systems'
import { RefusedState } from '../../_components/refused-state'
import { ImportBox } from './_components/import-box'

export const metadata: Metadata = { title: 'Imported audit logs' }

export default async function ImportsPage() {
  const [who, imports] = await Promise.all([me(), read((api) => api.imports.list({}))])
  const mayImport = may(who, 'ledger.import.begin')
  return (
    <>
      <PageHeader
        trail={[{ label: 'Ledger', href: '/ledger' }]}
        title="Imported audit logs"
        description="What other systems recorded, in the same chains: whose session it was, and what was done with it. Each entry is marked as that system’s word. It is sealed as it was imported, and counts nowhere as something that Lanyard decided or saw."
      />
      <div className="flex flex-col gap-4">
        {mayImport ? (
          <Card title="Import" description="AWS CloudTrail, Kubernetes, Microsoft Entra and Azure, Okta, GitHub, Google Workspace and Cloud, Anthropic, OpenAI. What is there already adds nothing.">
            <ImportBox />
          </Card>
        ) : (
          <Notice title="Your role does not import">Administrators and analysts bring audit logs in. On a host with many, <code className="font-mono text-xs">npx lanyard import PATH</code> does.</Notice>
        )}
        <Card title="Imported so far" flush>
          {!imports.ok ? (
            <RefusedState refusal={imports.refusal} what="imports" clearHref="/ledger/imports" />
          ) : imports.value.length === 0 ? (
            <EmptyState because="nothing_yet" title="Nothing was imported yet">
              <p>Who acts in these logs and is no registered agent comes to the inbox of Discovery.</p>
            </EmptyState>
          ) : (
            <Table caption="The last imports, newest first" stack>
              <THead>
                <Th>Import</Th>
                <Th>When</Th>
                <Th>By</Th>
                <Th>Systems</Th>
                <Th numeric>Added</Th>
                <Th numeric>There already</Th>
                <Th numeric>Not read</Th>
              </THead>
              <TBody>
                {imports.value.map((one) => (
                  <Tr key={one.id}>
                    <Td label="Import">
                      <span className="break-all"><bdi>{one.name}</bdi></span> {one.state === 'done' ? null : <Badge tone="outline">{one.state === 'running' ? 'not ended' : 'not ended well'}</Badge>}
                    </Td>
                    <Td label="When"><TimeStamp value={one.begun_at} /></Td>
                    <Td label="By"><bdi>{one.by}</bdi></Td>
                    <Td label="Systems">{Object.keys(one.totals.read).map((system) => AUDIT_SYSTEM_TITLES[system as AuditSystem] ?? system).join(', ') || 'none'}</Td>
                    <Td label="Added" numeric>{one.added.toLocaleString('en')}</Td>
                    <Td label="There already" numeric>{one.already.toLocaleString('en')}</Td>
                    <Td label="Not read" numeric>
                      {one.unread.length === 0 ? (
                        one.totals.unread.toLocaleString('en')
                      ) : (
                        <details className="text-left">
                          <summary className="cursor-pointer text-right">{one.totals.unread.toLocaleString('en')}</summary>
                          <ul className="mt-1 text-xs text-ink-2">
                            {one.unread.slice(0, 20).map(({ file, line, reason }, index) => (
                              <li key={`${file} ${line} ${index}`} className="break-words">
                                <bdi>{file}</bdi>{line === null ? '' : `, line ${line}`}: {reason}
                              </li>
                            ))}
                          </ul>
                        </details>
                      )}
                    </Td>
                  </Tr>
                ))}
              </TBody>
            </Table>
          )}
        </Card>
      </div>
    </>
  )
}
