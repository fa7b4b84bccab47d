import type { Metadata } from 'next'
import { CopyId } from '@/components/ui/copy-id'
import { Notice } from '@/components/ui/notice'
import { PageHeader } from '@/components/ui/page-header'
import { Card } from '@/components/ui/section'
import { TextLink } from '@/components/ui/text-link'
import { TimeStamp } from '@/components/ui/time-stamp'
import { may, me } from '@/lib/console/me'
import { read } from '@/lib/console/read'
import { ExportDialog } from '../../../_components/export-dialog'
import { filterInWords } from '../../../_components/export-filter'
import { RefusedState } from '../../../_components/refused-state'
import { FollowPlaybook } from './_components/follow-playbook'
import { IncidentOrders } from './_components/incident-orders'
import { IncidentTimeline } from './_components/incident-timeline'
import { NoteForm } from './_components/note-form'
import { ResolveIncident } from './_components/resolve-incident'
import { StepList } from './_components/step-list'

export const metadata: Metadata = { title: 'Incident' }

const PATH = '/containment/incidents'

export default async function IncidentPage({ params }: Readonly<{ params: Promise<{ incidentId: string }> }>) {
  const { incidentId } = await params
  const [who, answer, playbooks] = await Promise.all([me(), read((api) => api.incidents.get({ incidentId })), read((api) => api.playbooks.list({}))])
  if (!answer.ok) return <RefusedState refusal={answer.refusal} what="incidents" clearHref={PATH} />
  const incident = answer.value
  const { subject, resolved, evidence, orders, steps } = incident
  const mayChange = may(who, 'incidents.step.set') && resolved === null
  const filter = { ...evidence, show: 'all' }
  return (
    <>
      <PageHeader
        trail={[
          { label: 'Containment', href: '/containment' },
          { label: 'Incidents', href: PATH },
        ]}
        title={
          <>
            Incident {incident.number}: <bdi>{subject.name}</bdi>
          </>
        }
        aside={<CopyId value={incident.id} label="incident id" />}
        description={
          <>
            Opened by <bdi>{incident.opened_by}</bdi>, <TimeStamp value={incident.opened_at} />.
          </>
        }
        actions={
          <>
            <ExportDialog filter={filter} inWords={filterInWords(filter, { agent: subject.name })} />
            {resolved === null && may(who, 'incidents.resolve') ? <ResolveIncident incidentId={incident.id} number={incident.number} left={steps.total - steps.done} /> : null}
          </>
        }
      />
      <div className="flex flex-col gap-6">
        {resolved ? (
          <Notice title={`Resolved by ${resolved.by}`}>
            <p className="break-words">
              <TimeStamp value={resolved.at} className="text-ink-3" /> The cause: “{resolved.cause}”
            </p>
          </Notice>
        ) : (
          <Notice tone={orders.in_force > 0 ? 'signal' : 'caution'} title={orders.in_force > 0 ? `Open: ${orders.in_force === 1 ? 'one order is' : `${orders.in_force} orders are`} in force` : 'Open, and no order is in force any more'}>
            {steps.overdue > 0 ? `${steps.overdue} ${steps.overdue === 1 ? 'step is' : 'steps are'} overdue.` : steps.done === steps.total ? 'Every step is done. What is left is to name the cause.' : `${steps.total - steps.done} of ${steps.total} steps are left.`}
          </Notice>
        )}
        <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,7fr)_minmax(0,5fr)]">
          <div className="flex min-w-0 flex-col gap-6">
            <Card
              title="Steps"
              description={`By the playbook ${incident.playbook.name}, version ${incident.playbook.version}, as it was when it was taken.`}
              actions={mayChange && playbooks.ok ? <FollowPlaybook incidentId={incident.id} current={incident.playbook} playbooks={playbooks.value.playbooks.map(({ slug, name, version }) => ({ slug, name, version }))} /> : null}
            >
              <StepList incidentId={incident.id} steps={incident.step_list} mayChange={mayChange} />
            </Card>
            <Card title="Orders" description="Each with its own board of enforcement points." flush>
              <IncidentOrders orders={incident.order_list} />
            </Card>
          </div>
          <Card title="What happened" description="From the ledger, oldest first.">
            <IncidentTimeline items={incident.timeline} />
            {incident.more_refusals ? (
              <p className="pt-2 text-sm text-ink-2">
                More was refused than is shown. <TextLink href={`/delegations?${new URLSearchParams({ ...evidence, result: 'denied' })}`}>All refusals</TextLink>
              </p>
            ) : null}
            {may(who, 'incidents.note') ? <NoteForm incidentId={incident.id} /> : null}
          </Card>
        </div>
      </div>
    </>
  )
}
