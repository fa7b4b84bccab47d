import { z } from 'zod'
import { ChangeRoleInput, InvitePersonInput, ListPeopleInput, MeView, MyPasskeysView, OneTimeLinkView, PersonIdInput, PersonPage, PersonView, ProofIdInput, ProofView, SampleLinkView, SetManagerInput, StartProofInput } from '@/lib/identity/access/contract'
import {
  AddHookInput,
  ConfirmHaltInput,
  CoverageView,
  ExplainOrderInput,
  HaltInput,
  HaltRequests,
  HaltRequestView,
  HaltView,
  HookIdInput,
  HookView,
  InvitePointInput,
  ListOrdersInput,
  OrderIdInput,
  OrderPage,
  OrderView,
  PointIdInput,
  PointInvitationView,
  PointView,
  PreviewInput,
  RestoreInput,
  RequestHaltInput,
  RequestIdInput,
  SignRestoreInput,
} from '@/lib/identity/containment/contract'
import {
  ChainInput,
  ChainView,
  GiveStandingMandateInput,
  ListMandatesInput,
  ListOffersInput,
  MandateOfferView,
  OfferIdInput,
  AcceptedOffer,
  SequenceView,
  MandateIdInput,
  MandatePage,
  MandateView,
} from '@/lib/identity/delegation/contract'
import { DrillsView, DrillView, SelfTestInput, SelfTestView } from '@/lib/identity/drills/contract'
import { KeysRotatedView, RotateKeysInput, SigningKeysView } from '@/lib/identity/keys/contract'
import { ConsistencyInput, ConsistencyView } from '@/lib/identity/ledger/export-contract'
import { EventFacets, FacetsInput } from '@/lib/identity/ledger/facets-contract'
import { EventFormatsView, EventIdInput, EventPage, EventProofView, EventView, LedgerHeadView, ListEventsInput } from '@/lib/identity/ledger/contract'
import { ArchivedEventView } from '@/lib/identity/ledger/retention-contract'
import { RegisterToolServerInput, SetServerOwnerInput, ToolServerView } from '@/lib/identity/registry/contract'
import { EraseSampleInput, ReportSampleInput, SampleRowsView, SampleView } from '@/lib/identity/sample/contract'
import { AGENTS } from './agents'
import { CARDS } from './cards'
import { DISCOVERY } from './discovery'
import { OWNERSHIP, TEAMS, TRANSFERS } from './ownership'
import { endpoint } from './endpoint'
import { FILTERS } from './filters'
import { INCIDENTS, PLAYBOOKS } from './incidents'
import { IMPORTS } from './imports'
import { LEDGER_STREAMS } from './ledger-streams'
import { NOTIFICATIONS } from './notifications'
import { AUDIT, POSTURE } from './posture'
import { RECEIVERS } from './receivers'
import { RETENTION } from './retention'
import { REACH } from './reach'
import { RETIREMENTS, SYSTEMS } from './retirement'
import { SCIM_CLIENTS } from './scim'
import { AGENT_REVIEWS, REVIEW_GUIDE, REVIEW_ITEMS, REVIEW_SCHEDULES, REVIEW_TRIGGERS, REVIEWS } from './reviews'
import { HaltFigures, OverviewView } from '@/lib/identity/overview/contract'
import { WITNESSED, WITNESSES } from './witnesses'

const Nothing = z.object({})

/** The management API, under `/api/v1`. Every caller uses it: the console, the CLI, other people's automation. */
export const API = {
  me: {
    get: endpoint({ method: 'GET', path: '/me', permission: 'access.me.get', input: Nothing, output: MeView, summary: 'Who is asking, and what they may do' }),
    passkeys: endpoint({ method: 'GET', path: '/me/passkeys', permission: 'access.passkey.list', input: Nothing, output: MyPasskeysView, summary: 'One’s own passkeys; they are made and removed on the authority’s page' }),
    signOut: endpoint({ method: 'DELETE', path: '/me/session', permission: 'access.session.end', input: Nothing, output: Nothing, summary: 'End this session: its token is revoked' }),
  },
  proofs: {
    start: endpoint({ method: 'POST', path: '/proofs', permission: 'access.proof.start', input: StartProofInput, output: ProofView, summary: 'Ask for a passkey’s proof of one guarded act; the person gives it at `url`' }),
    get: endpoint({ method: 'GET', path: '/proofs/:proofId', permission: 'access.proof.get', input: ProofIdInput, output: ProofView, summary: 'A proof that one asked for: what it approves, and whether it was given' }),
  },
  people: {
    list: endpoint({ method: 'GET', path: '/people', permission: 'access.person.list', input: ListPeopleInput, output: PersonPage, summary: 'People by name: all of them, those whose name or e-mail address has `q` in it, or those named by `ids`' }),
    invite: endpoint({ method: 'POST', path: '/people', permission: 'access.person.invite', input: InvitePersonInput, output: OneTimeLinkView, summary: 'Invite a person; the link is shown once' }),
    changeRole: endpoint({ method: 'PATCH', path: '/people/:personId/role', permission: 'access.person.change_role', input: ChangeRoleInput, output: PersonView, summary: 'Change the role of somebody else' }),
    setManager: endpoint({ method: 'PATCH', path: '/people/:personId/manager', permission: 'access.person.set_manager', input: SetManagerInput, output: PersonView, summary: 'Say who a person reports to, or nobody' }),
    deactivate: endpoint({ method: 'DELETE', path: '/people/:personId', permission: 'access.person.deactivate', input: PersonIdInput, output: PersonView, summary: 'End a person’s access and sessions' }),
    recover: endpoint({ method: 'POST', path: '/people/:personId/recovery', permission: 'access.person.recover', input: PersonIdInput, output: OneTimeLinkView, summary: 'A link with which a person sets a new password; ends their sessions' }),
  },
  agents: AGENTS,
  cards: CARDS,
  reach: REACH,
  retirements: RETIREMENTS,
  connectedSystems: SYSTEMS,
  ownership: OWNERSHIP,
  transfers: TRANSFERS,
  teams: TEAMS,
  toolServers: {
    list: endpoint({ method: 'GET', path: '/tool-servers', permission: 'registry.tool_server.list', input: Nothing, output: z.array(ToolServerView), summary: 'MCP servers behind the gateway' }),
    register: endpoint({ method: 'POST', path: '/tool-servers', permission: 'registry.tool_server.register', input: RegisterToolServerInput, output: ToolServerView, summary: 'Put an MCP server behind the gateway' }),
    setOwner: endpoint({ method: 'POST', path: '/tool-servers/:serverId/owner', permission: 'registry.tool_server.set_owner', input: SetServerOwnerInput, output: ToolServerView, summary: 'Who answers for a tool server' }),
  },
  mandates: {
    list: endpoint({ method: 'GET', path: '/mandates', permission: 'delegation.mandate.list', input: ListMandatesInput, output: MandatePage, summary: 'Mandates, newest first' }),
    giveStanding: endpoint({ method: 'POST', path: '/mandates', permission: 'delegation.mandate.give_standing', input: GiveStandingMandateInput, output: MandateView, summary: 'Give an agent a standing mandate; only its sponsor may' }),
    offers: endpoint({ method: 'GET', path: '/mandate-offers', permission: 'delegation.mandate_offer.list', input: ListOffersInput, output: z.array(MandateOfferView), summary: 'Standing mandates of retired agents that wait for the sponsor of their successor (at most 200)' }),
    acceptOffer: endpoint({ method: 'POST', path: '/mandate-offers/:offerId/acceptance', permission: 'delegation.mandate_offer.accept', input: OfferIdInput, output: AcceptedOffer, summary: 'Give the successor what a retired agent did by itself; only its sponsor may' }),
    declineOffer: endpoint({ method: 'POST', path: '/mandate-offers/:offerId/refusal', permission: 'delegation.mandate_offer.decline', input: OfferIdInput, output: z.object({}), summary: 'Let it end with the agent that had it' }),
    withdraw: endpoint({ method: 'DELETE', path: '/mandates/:mandateId', permission: 'delegation.mandate.withdraw', input: MandateIdInput, output: MandateView, summary: 'Withdraw a mandate; every token below it dies' }),
  },
  delegations: {
    chain: endpoint({ method: 'GET', path: '/delegations/:delegationId/chain', permission: 'delegation.chain.get', input: ChainInput, output: ChainView, summary: 'The chain of one hop, from the human down' }),
    sequence: endpoint({ method: 'GET', path: '/delegations/:delegationId/sequence', permission: 'delegation.chain.get', input: ChainInput, output: SequenceView, summary: 'The calls of one task in order, across its agents' }),
  },
  events: {
    list: endpoint({ method: 'GET', path: '/events', permission: 'ledger.event.list', input: ListEventsInput, output: EventPage, summary: 'The record, newest first' }),
    facets: endpoint({ method: 'GET', path: '/events/facets', permission: 'ledger.event.list', input: FacetsInput, output: EventFacets, summary: 'What the events of a filter are, by whom and when: of all, or of the newest of them' }),
    get: endpoint({ method: 'GET', path: '/events/:eventId', permission: 'ledger.event.get', input: EventIdInput, output: EventView, summary: 'One entry, with why it was allowed or denied' }),
    formats: endpoint({ method: 'GET', path: '/events/:eventId/formats', permission: 'ledger.event.get', input: EventIdInput, output: EventFormatsView, summary: 'A sealed entry as OCSF and as CEF, each as an export writes it' }),
    archived: endpoint({ method: 'GET', path: '/events/:eventId/archive', permission: 'ledger.event.get', input: EventIdInput, output: ArchivedEventView, summary: 'Of an entry that has left the database: its place in the log, and the file that it is in' }),
    proof: endpoint({ method: 'GET', path: '/events/:eventId/proof', permission: 'ledger.event.prove', input: EventIdInput, output: EventProofView, summary: 'The entry as it was sealed, and the proof that it is in the log (C2SP tlog-proof)' }),
  },
  ledger: {
    head: endpoint({ method: 'GET', path: '/ledger/head', permission: 'ledger.head.get', input: Nothing, output: LedgerHeadView, summary: 'How much is recorded, and how far it is sealed' }),
    consistency: endpoint({ method: 'GET', path: '/ledger/consistency', permission: 'ledger.head.get', input: ConsistencyInput, output: ConsistencyView, summary: 'The newest signed head, and the proof that the log of `from` entries is its beginning (RFC 9162)' }),
  },
  containment: {
    preview: endpoint({ method: 'GET', path: '/containment/preview', permission: 'containment.preview', input: PreviewInput, output: CoverageView, summary: 'What a halt would cover, by the query that would execute it' }),
    halt: endpoint({ method: 'POST', path: '/containment/orders', permission: 'containment.halt', input: HaltInput, output: HaltView, summary: 'Stop an agent, by default with everything below it, a run, a tool or a server, now' }),
    requests: endpoint({ method: 'GET', path: '/containment/requests', permission: 'containment.request.list', input: Nothing, output: HaltRequests, summary: 'Wide orders that wait for a second administrator, each with what it would cover now' }),
    request: endpoint({ method: 'POST', path: '/containment/requests', permission: 'containment.request', input: RequestHaltInput, output: HaltRequestView, summary: 'Ask for an order over an owner, a platform or the tenant; another administrator confirms it' }),
    confirm: endpoint({ method: 'POST', path: '/containment/requests/:requestId/confirm', permission: 'containment.confirm', input: ConfirmHaltInput, output: HaltView, summary: 'Let a wide order take effect, with a passkey’s proof of what it covers now' }),
    cancel: endpoint({ method: 'DELETE', path: '/containment/requests/:requestId', permission: 'containment.cancel', input: RequestIdInput, output: HaltRequestView, summary: 'Take back or turn down a wide order that waits' }),
    signRestore: endpoint({ method: 'POST', path: '/containment/orders/:orderId/signatures', permission: 'containment.restore.sign', input: SignRestoreInput, output: OrderView, summary: 'Sign one stage of restoring: its owner and a reviewer, read-only first' }),
    explain: endpoint({ method: 'PATCH', path: '/containment/orders/:orderId/reason', permission: 'containment.explain', input: ExplainOrderInput, output: OrderView, summary: 'Give the reason of an order afterwards, once' }),
    restore: endpoint({ method: 'POST', path: '/containment/orders/:orderId/restore', permission: 'containment.restore', input: RestoreInput, output: OrderView, summary: 'Lift an order; never by the one who gave it' }),
    list: endpoint({ method: 'GET', path: '/containment/orders', permission: 'containment.order.list', input: ListOrdersInput, output: OrderPage, summary: 'Orders, newest first' }),
    get: endpoint({ method: 'GET', path: '/containment/orders/:orderId', permission: 'containment.order.get', input: OrderIdInput, output: OrderView, summary: 'One order, with its receipts' }),
    hooks: endpoint({ method: 'GET', path: '/containment/hooks', permission: 'containment.hook.list', input: Nothing, output: z.array(HookView), summary: 'Runtime hooks: who stops the pod, the process or the job' }),
    addHook: endpoint({ method: 'POST', path: '/containment/hooks', permission: 'containment.hook.add', input: AddHookInput, output: HookView, summary: 'Set up a runtime hook: called with a signed notice after an order commits' }),
    removeHook: endpoint({ method: 'DELETE', path: '/containment/hooks/:hookId', permission: 'containment.hook.remove', input: HookIdInput, output: Nothing, summary: 'Remove a runtime hook' }),
    drills: endpoint({ method: 'GET', path: '/containment/drills', permission: 'containment.drill.list', input: Nothing, output: DrillsView, summary: 'Drills of the kill switch, newest first, and what they say of each enforcement point' }),
    drill: endpoint({ method: 'POST', path: '/containment/drills', permission: 'containment.drill.start', input: Nothing, output: DrillView, summary: 'Start a drill: agents of its own are halted, probed everywhere, and let go' }),
    selfTest: endpoint({ method: 'GET', path: '/containment/self-test', permission: 'containment.self_test', input: SelfTestInput, output: SelfTestView, summary: 'Whether an order would arrive: every point answers over the real route, with the value that is asked with' }),
    invitePoint: endpoint({ method: 'POST', path: '/containment/points', permission: 'containment.point.invite', input: InvitePointInput, output: PointInvitationView, summary: 'A code with which one process of a resource server that guards itself enrols, once' }),
    revokePoint: endpoint({ method: 'DELETE', path: '/containment/points/:pointId', permission: 'containment.point.revoke', input: PointIdInput, output: Nothing, summary: 'Revoke an enforcement point of this tenant: it gets no lease any more, and so refuses everything' }),
    points: endpoint({ method: 'GET', path: '/containment/points', permission: 'containment.point.list', input: Nothing, output: z.array(PointView), summary: 'Enforcement points and their leases' }),
  },
  imports: IMPORTS,
  ledgerRetention: RETENTION,
  ledgerStreams: LEDGER_STREAMS,
  witnesses: WITNESSES,
  witnessed: WITNESSED,
  filters: FILTERS,
  receivers: RECEIVERS,
  scimClients: SCIM_CLIENTS,
  notifications: NOTIFICATIONS,
  incidents: INCIDENTS,
  playbooks: PLAYBOOKS,
  keys: {
    list: endpoint({ method: 'GET', path: '/keys', permission: 'keys.signing_key.list', input: Nothing, output: SigningKeysView, summary: 'The issuer’s signing keys, those that sign first' }),
    rotate: endpoint({ method: 'POST', path: '/keys/rotate', permission: 'keys.signing_key.rotate', input: RotateKeysInput, output: KeysRotatedView, summary: 'Let the next signing keys take over; forced, revoke the old ones' }),
  },
  reviews: REVIEWS,
  reviewItems: REVIEW_ITEMS,
  reviewSchedules: REVIEW_SCHEDULES,
  reviewTriggers: REVIEW_TRIGGERS,
  reviewGuide: REVIEW_GUIDE,
  agentReviews: AGENT_REVIEWS,
  discovery: DISCOVERY,
  audit: AUDIT,
  posture: POSTURE,
  overview: {
    get: endpoint({ method: 'GET', path: '/overview', permission: 'overview.get', input: Nothing, output: OverviewView, summary: 'The numbers of the first page, each with the list it counts' }),
    halts: endpoint({ method: 'GET', path: '/overview/halts', permission: 'overview.get', input: Nothing, output: HaltFigures, summary: 'Of these numbers, those of halts: orders in force, and how long the last one took' }),
  },
  sample: {
    get: endpoint({ method: 'GET', path: '/sample', permission: 'sample.get', input: Nothing, output: SampleView, summary: 'The sample company: whether there is one, and how far it is built' }),
    open: endpoint({ method: 'POST', path: '/sample/links', permission: 'sample.open', input: Nothing, output: SampleLinkView, summary: 'A link with which one browser looks around in the sample company, once' }),
    report: endpoint({ method: 'PATCH', path: '/sample', permission: 'sample.report', input: ReportSampleInput, output: SampleView, summary: 'How far the sample is built; by its own administrator alone' }),
    preview: endpoint({ method: 'GET', path: '/sample/rows', permission: 'sample.erase', input: Nothing, output: SampleRowsView, summary: 'What erasing the sample would take, counted by what would take it' }),
    erase: endpoint({ method: 'DELETE', path: '/sample', permission: 'sample.erase', input: EraseSampleInput, output: SampleRowsView, summary: 'Erase the sample company whole; recorded in the company’s ledger' }),
  },
} as const
export type ApiContract = typeof API
