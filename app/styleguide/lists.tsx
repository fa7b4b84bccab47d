import { AgentBadge } from '@/components/identity/agent-badge'
import { CordStrip } from '@/components/identity/cord-strip'
import { PersonBadge } from '@/components/identity/person-badge'
import { StatusBadge } from '@/components/identity/status-badge'
import { Sparkline } from '@/components/charts/sparkline'
import { Button } from '@/components/ui/button'
import { FilterBar } from '@/components/ui/filter-bar'
import { PageHeader } from '@/components/ui/page-header'
import { Pager } from '@/components/ui/pager'
import { PhoneFold } from '@/components/ui/phone-fold'
import { Card, Section } from '@/components/ui/section'
import { StatGrid, StatTile } from '@/components/ui/stat-tile'
import { SortTh, Table, TBody, Td, Th, THead, Tr } from '@/components/ui/table'
import { LinkTabs } from '@/components/ui/tabs'
import { TimeStamp } from '@/components/ui/time-stamp'
import { exampleUse } from './_examples/calls'
import { cutChain, wholeChain } from './_examples/chains'
import { Specimen } from './specimen'

const EXAMPLE_TIME = '2026-01-14T14:03:20.118Z'

export function Lists() {
  return (
    <>
      <Specimen name="PageHeader, LinkTabs">
        <PageHeader
          trail={[{ label: 'Agents', href: '#agents' }]}
          title="inv-bot"
          aside={<StatusBadge status="active" />}
          description="Matches invoices with orders and asks before it pays."
          actions={<Button>Edit the document</Button>}
        />
        <LinkTabs label="Agent" current="#access" tabs={[{ href: '#document', label: 'Document' }, { href: '#access', label: 'Access', count: 12 }, { href: '#edges', label: 'Delegations', count: 3 }, { href: '#activity', label: 'Activity' }]} />
      </Specimen>
      <Specimen name="StatTile">
        <StatGrid label="Example posture">
          <StatTile label="Agents" value="1,204" href="#" note="18 new this week" />
          <StatTile label="Time to halt, p99" value="84" unit="ms" href="#" note="drill of 12 Jan, 3 points" chart={<Sparkline values={[90, 82, 88, 84, 79, 84]} label="Between 79 and 90 ms in six drills" width={56} />} />
          <StatTile label="Halted" value="2" tone="signal" href="#" note="since 14:03" />
          <StatTile label="Standing secrets" value={null} href="#" note="no source has reported" />
        </StatGrid>
      </Specimen>
      <Specimen name="FilterBar, Table, Pager">
        <FilterBar
          className="pb-3"
          search={{ name: 'q', placeholder: 'Search agents' }}
          clearHref="#"
          chips={[
            { label: 'owner', value: 'M. Ito', removeHref: '#owner' },
            { label: 'status', value: 'active or suspended', removeHref: '#status' },
          ]}
          actions={<Button size="sm">Export CSV</Button>}
        />
        <Card flush>
          <Table caption="Example agents" stack>
            <THead>
              <SortTh href="#name" direction="asc">
                Agent
              </SortTh>
              <Th>Owner</Th>
              <Th>Status</Th>
              <Th>Acting</Th>
              <SortTh href="#last" direction={null} numeric>
                Last active
              </SortTh>
            </THead>
            <TBody>
              <Tr>
                <Td lead>
                  <AgentBadge name="inv-bot" href="#" detail="LangChain" />
                </Td>
                <Td label="Owner">
                  <PersonBadge name="M. Ito" />
                </Td>
                <Td label="Status">
                  <StatusBadge status="active" />
                </Td>
                <Td label="Acting">
                  <CordStrip chain={wholeChain} />
                </Td>
                <Td label="Last active" numeric nowrap>
                  <TimeStamp value={EXAMPLE_TIME} style="time" />
                </Td>
              </Tr>
              <Tr alarmed>
                <Td lead>
                  <AgentBadge name="vendor-check" href="#" detail="Bedrock" />
                </Td>
                <Td label="Owner">
                  <PersonBadge name="K. Rao" gone />
                </Td>
                <Td label="Status">
                  <StatusBadge status="suspended" />
                </Td>
                <Td label="Acting">
                  <CordStrip chain={cutChain} />
                </Td>
                <Td label="Last active" numeric nowrap>
                  <TimeStamp value={EXAMPLE_TIME} style="time" />
                </Td>
              </Tr>
              <Tr selected>
                <Td lead>
                  <AgentBadge name="mail-draft" href="#" detail="custom" />
                </Td>
                <Td label="Owner">
                  <PersonBadge name="A. Okafor" />
                </Td>
                <Td label="Status">
                  <StatusBadge status="draft" />
                </Td>
                <Td label="Use">
                  <Sparkline values={exampleUse} label="Used on 13 of 30 days, last yesterday" />
                </Td>
                <Td label="Last active" numeric nowrap>
                  <TimeStamp value={null} />
                </Td>
              </Tr>
            </TBody>
          </Table>
          <div className="border-t border-line">
            <Pager summary="3 of 1,204 agents" nextHref="#next" />
          </div>
        </Card>
      </Specimen>
      <Specimen name="PhoneFold" note="Below 640 px only its summary, until that is pressed; wider, all of it.">
        <Card flush title="Unique identifiers">
          <PhoneFold summary="2 facts: 1 met, 1 unknown">
            <p className="px-4 pb-3 text-sm text-ink-2">Agents with a key of their own; workloads that hold an SVID.</p>
          </PhoneFold>
        </Card>
      </Specimen>
      <Specimen name="Section, Card">
        <div className="grid gap-4 sm:grid-cols-2">
          <Section title="Access" description="What it may reach, and when it last did." actions={<Button size="sm">Reduce</Button>}>
            <p className="text-sm text-ink-2">A section stands on the page, under a hairline.</p>
          </Section>
          <Card title="Decision" level={3}>
            <p className="text-sm text-ink-2">A card is apart from its surroundings.</p>
          </Card>
        </div>
      </Specimen>
    </>
  )
}
