import { AgentBadge } from '@/components/identity/agent-badge'
import { CordStrip } from '@/components/identity/cord-strip'
import { EventSentence } from '@/components/identity/event-sentence'
import { PersonBadge } from '@/components/identity/person-badge'
import { ReceiptBoard } from '@/components/identity/receipt-board'
import { StatusBadge } from '@/components/identity/status-badge'
import { cutAtRoot, cutChain, longChain, standingChain, unnarrowedChain, wholeChain } from './_examples/chains'
import { exampleSentence, hostileSentence } from './_examples/sentences'
import { Row, Specimen } from './specimen'

const STATUSES = ['active', 'suspended', 'quarantined', 'draft', 'retired', 'unknown'] as const
const STRIPS = [
  ['narrowing', wholeChain],
  ['cut at a hop', cutChain],
  ['cut at the root', cutAtRoot],
  ['under a standing mandate', standingChain],
  ['nothing dropped', unnarrowedChain],
  ['long names, and more below', longChain],
] as const

export function Identity() {
  return (
    <>
      <Specimen name="CordStrip" note="Names ride on the cord. Under each it is as thick as the authority held there.">
        <dl className="flex flex-col">
          {STRIPS.map(([name, chain]) => (
            <div key={name} className="border-b border-line py-2.5 last:border-b-0">
              <dt className="sr-only">{name}</dt>
              <dd>
                <CordStrip chain={chain} />
              </dd>
            </div>
          ))}
        </dl>
      </Specimen>
      <Specimen name="StatusBadge">
        <Row>
          {STATUSES.map((status) => (
            <StatusBadge key={status} status={status} />
          ))}
        </Row>
      </Specimen>
      <Specimen name="AgentBadge, PersonBadge">
        <div className="flex flex-col items-start gap-3">
          <Row>
            <AgentBadge name="inv-bot" href="#" status="active" />
            <AgentBadge name="inv-bot" href="#" status="suspended" detail="LangChain, v7" />
            <AgentBadge name="inv-bot" status="unknown" />
          </Row>
          <AgentBadge name="inv-bot" href="#" id="0198c2a4-7d1e-7c3b-9a42-5f0e61b7a981" />
          <Row>
            <PersonBadge name="Mari Ito" href="#" />
            <PersonBadge name="K. Rao" detail="sponsor" />
            <PersonBadge name="A. Okafor" gone />
          </Row>
        </div>
      </Specimen>
      <Specimen name="EventSentence">
        <ul className="flex flex-col gap-1.5">
          {(['ok', 'denied', 'cut', 'unknown'] as const).map((outcome) => (
            <li key={outcome}>
              <EventSentence parts={exampleSentence} outcome={outcome} />
            </li>
          ))}
          <li>
            <EventSentence parts={hostileSentence} outcome="denied" />
          </li>
        </ul>
      </Specimen>
      <Specimen name="ReceiptBoard">
        <ReceiptBoard
          lastTokenDiesAt="2026-01-14T14:08:20.000Z"
          rows={[
            { id: 'a', point: 'gateway-eu-1', state: 'confirmed', ms: 41, enforcedAt: '2026-01-14T14:03:20.159Z', cutCalls: 1, leaseAgeMs: 240 },
            { id: 'b', point: 'gateway-eu-2', state: 'confirmed', ms: 84, enforcedAt: '2026-01-14T14:03:20.202Z', cutCalls: 0, leaseAgeMs: 410 },
            { id: 'c', point: 'gateway-us-1', state: 'requested', leaseAgeMs: 480 },
            { id: 'd', point: 'erp-guard', state: 'unreachable', leaseAgeMs: 2_700, reachableUntil: '2026-01-14T14:03:23.000Z' },
          ]}
        />
      </Specimen>
    </>
  )
}
