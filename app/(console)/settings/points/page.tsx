import type { Metadata } from 'next'
import { EmptyState } from '@/components/ui/empty-state'
import { Card } from '@/components/ui/section'
import { Table, TBody, Td, Th, THead, Tr } from '@/components/ui/table'
import { TimeStamp } from '@/components/ui/time-stamp'
import { environment } from '@/lib/console/environment'
import { may, me } from '@/lib/console/me'
import { read } from '@/lib/console/read'
import { RefusedState } from '../../_components/refused-state'
import { AddReceiver } from '../_components/add-receiver'
import { AddSystem, ConnectedSystems } from '../_components/connected-systems'
import { EnrolServer, RevokePoint } from '../_components/enrol-server'
import { Receivers } from '../_components/receivers'
import { AddHook, RuntimeHooks } from '../_components/runtime-hooks'

export const metadata: Metadata = { title: 'Enforcement points' }

const STATE = {
  connected: { word: 'Connected', tint: 'text-calm' },
  lease_expired: { word: 'No lease: refuses everything', tint: 'text-caution' },
  never_connected: { word: 'Never connected', tint: 'text-caution' },
  revoked: { word: 'Revoked', tint: 'text-ink-3' },
} as const

export default async function PointsPage() {
  const [who, points, hooks, systems, receivers] = await Promise.all([me(), read((api) => api.containment.points({})), read((api) => api.containment.hooks({})), read((api) => api.connectedSystems.list({})), read((api) => api.receivers.list({}))])
  const mayRevoke = may(who, 'containment.point.revoke') && points.ok && points.value.some((point) => point.server !== null && point.state !== 'revoked')
  if (!points.ok) return <RefusedState refusal={points.refusal} what="enforcement points" clearHref="/settings/points" />
  return (
    <div className="flex flex-col gap-6">
    <Card title="Enforcement points" description="Each asks twice a second for a lease of 3 s. Without one it refuses every call, so a point that cannot hear of a halt cannot let anything through either." actions={may(who, 'containment.point.invite') ? <EnrolServer issuer={environment().issuer} /> : null} flush>
      {points.value.length === 0 ? (
        <EmptyState because="nothing_yet" title="No enforcement point is enrolled">
          <p>So nothing is enforced before a tool is called. The gateway enrols when it starts.</p>
        </EmptyState>
      ) : (
        <Table caption="Enforcement points" stack>
          <THead>
            <Th>Point</Th>
            <Th>State</Th>
            <Th>Last lease</Th>
            <Th>Address</Th>
            <Th>Enrolled</Th>
            {mayRevoke ? <Th>
              <span className="sr-only">Act</span>
            </Th> : null}
          </THead>
          <TBody>
            {points.value.map((point) => (
              <Tr key={point.id}>
                <Td lead className="font-medium">
                  <span className="min-w-0">
                    <bdi>{point.name}</bdi>
                    {point.server ? <span className="block text-xs font-normal text-ink-2">guards itself</span> : null}
                  </span>
                </Td>
                <Td label="State" className={STATE[point.state].tint}>
                  {STATE[point.state].word}
                </Td>
                <Td label="Last lease" className="text-ink-2">
                  <TimeStamp value={point.last_lease_at} style="relative" />
                </Td>
                <Td label="Address" className="break-all font-mono text-xs text-ink-2">
                  {point.url}
                </Td>
                <Td label="Enrolled" className="text-ink-2">
                  <TimeStamp value={point.enrolled_at} style="date" />
                </Td>
                {mayRevoke ? <Td corner nowrap className="text-right">{point.server && point.state !== 'revoked' ? <RevokePoint point={point} /> : null}</Td> : null}
              </Tr>
            ))}
          </TBody>
        </Table>
      )}
    </Card>
      <Card
        title="Runtime hooks"
        description="Whoever can stop the pod, the process or the job that an agent runs in. Called after an order has committed; its answer stands on the order’s board."
        actions={may(who, 'containment.hook.add') ? <AddHook /> : null}
        flush
      >
        {!hooks.ok ? (
          <RefusedState refusal={hooks.refusal} what="runtime hooks" clearHref="/settings/points" />
        ) : hooks.value.length === 0 ? (
          <EmptyState because="nothing_yet" title="No runtime hook is set up">
            <p>An order stops what agents may do. What they run in goes on until somebody stops it.</p>
          </EmptyState>
        ) : (
          <RuntimeHooks hooks={hooks.value} mayChange={may(who, 'containment.hook.remove')} />
        )}
      </Card>
      <Card
        title="Connected systems"
        description="Where agents have an account, tokens or a secret beside ours. Retiring an agent ends them there, and asks the system afterwards whether they are gone."
        actions={may(who, 'registry.system.add') ? <AddSystem /> : null}
        flush
      >
        {!systems.ok ? (
          <RefusedState refusal={systems.refusal} what="connected systems" clearHref="/settings/points" />
        ) : systems.value.length === 0 ? (
          <EmptyState because="nothing_yet" title="No system is connected">
            <p>An agent that is retired ends here. What it has elsewhere stays, until somebody ends it there.</p>
          </EmptyState>
        ) : (
          <ConnectedSystems systems={systems.value} mayCheck={may(who, 'registry.system.check')} mayHold={may(who, 'registry.system.hold')} mayRemove={may(who, 'registry.system.remove')} />
        )}
      </Card>
      <Card
        title="Receivers of shared signals"
        description="Systems elsewhere that cannot send receipts: told of orders by OpenID SSF and CAEP. That one acknowledged stands on the order’s board, and is no proof."
        actions={may(who, 'signals.receiver.add') ? <AddReceiver /> : null}
        flush
      >
        {!receivers.ok ? (
          <RefusedState refusal={receivers.refusal} what="receivers" clearHref="/settings/points" />
        ) : receivers.value.length === 0 ? (
          <EmptyState because="nothing_yet" title="No receiver is set up">
            <p>A system that keeps sessions of its own for an agent goes on until they end, or until it is told.</p>
          </EmptyState>
        ) : (
          <Receivers receivers={receivers.value} mayChange={may(who, 'signals.receiver.remove')} />
        )}
      </Card>
    </div>
  )
}
