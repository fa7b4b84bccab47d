import { CodeBlock } from '@/components/ui/code-block'
import { CopyId } from '@/components/ui/copy-id'
import { DescriptionList } from '@/components/ui/description-list'
import { EmptyState } from '@/components/ui/empty-state'
import { ErrorState } from '@/components/ui/error-state'
import { JsonView } from '@/components/ui/json-view'
import { LiveNote } from '@/components/ui/live-note'
import { Notice } from '@/components/ui/notice'
import { Progress } from '@/components/ui/progress'
import { TableSkeleton } from '@/components/ui/skeleton'
import { TimeStamp } from '@/components/ui/time-stamp'
import { Specimen } from './specimen'

const EXAMPLE_TIME = '2026-01-14T14:03:20.118Z'

export function Feedback() {
  return (
    <>
      <Specimen name="EmptyState" note="Nothing yet, nothing matches, not yours to see: three different sentences.">
        <div className="grid gap-2 sm:grid-cols-3">
          <EmptyState because="nothing_yet" title="No agents registered" next={{ label: 'Register an agent', href: '#' }}>
            Discovery has not run, so this says nothing about what exists.
          </EmptyState>
          <EmptyState because="no_match" title="No event matches" next={{ label: 'Clear the filters', href: '#' }}>
            1,204 events do without these filters.
          </EmptyState>
          <EmptyState because="not_permitted" title="Policies are not yours to see">
            An administrator can give you the role for it.
          </EmptyState>
        </div>
      </Specimen>
      <Specimen name="ErrorState, Notice, LiveNote">
        <div className="flex flex-col gap-3">
          <ErrorState title="The agent list could not be read" unchanged="This was a read, so nothing was changed." reference="1893044216" />
          <Notice title="This estate is a sample">Everything in it can be erased in Settings, and that is recorded.</Notice>
          <Notice tone="caution" title="Two enforcement points are silent">Their leases ran out, so they refuse every call.</Notice>
          <Notice tone="signal" title="inv-bot is halted">Suspended by K. Rao. Nothing is issued for it or below it.</Notice>
          <LiveNote asOf={EXAMPLE_TIME} lost={false} />
          <LiveNote asOf={EXAMPLE_TIME} lost={false} asking />
          <LiveNote asOf={EXAMPLE_TIME} lost />
        </div>
      </Specimen>
      <Specimen name="Progress, Skeleton">
        <div className="flex flex-col gap-4">
          <Progress label="Quarterly review" done={24} ready={9} total={40} unit="items" />
          <Progress label="Receipts" done={3} total={3} unit="enforcement points" />
          <TableSkeleton rows={3} label="Reading the agents" />
        </div>
      </Specimen>
      <Specimen name="DescriptionList, CopyId, TimeStamp">
        <DescriptionList
          entries={[
            { term: 'Agent id', value: <CopyId value="0198c2a4-7d1e-7c3b-9a42-5f0e61b7a981" label="agent id" />, exact: 'client_id' },
            { term: 'Approved', value: <TimeStamp value={EXAMPLE_TIME} /> },
            { term: 'Last active', value: <TimeStamp value={EXAMPLE_TIME} style="relative" /> },
            { term: 'Last reviewed', value: <TimeStamp value={null} /> },
            { term: 'Purpose', value: 'Matches invoices with orders and asks before it pays.' },
          ]}
        />
      </Specimen>
      <Specimen name="JsonView, CodeBlock">
        <div className="grid gap-3">
          <JsonView
            label="Token claims"
            value={{ iss: 'http://localhost:4000', sub: 'user:example', scope: 'mcp:erp:read_invoice', exp: 1768399400, act: { sub: 'agent:example', act: { sub: 'agent:planner' } }, epoch: 41, active: true }}
          />
          <CodeBlock label="Command" code="npx lanyard halt agent 0198c2a4 --reason 'unlike its baseline'" wrap />
        </div>
      </Specimen>
    </>
  )
}
