import type { Permission } from '../access/permissions'
import type { PostureSet } from './contract'
import type { SourceName } from './internal/sources'

/** Grows with every change of what is measured or how: scores of two versions are not compared without saying so. */
export const DEFINITIONS_VERSION = 5

export type Dimension = { id: string; set: PostureSet; title: string; about: string; published?: number }
/**
 * One thing that is measured: the share of good rows among those that its source finds. Without a source it is unknown,
 * and `needs` says what would have to exist; with one it is unknown while the source finds no row at all.
 */
export type Fact = {
  id: string
  dimension: DimensionId
  title: string
  formula: string
  source: SourceName | null
  /** Share of good rows from which it is met. */
  threshold: number
  /** How much risk is in it, 1 to 5; 0 for what is counted and scores nothing. */
  weight: number
  /** How much work it is to mend, 1 to 3. */
  effort: number
  references: readonly string[]
  /** Where the work is begun, and what it takes to be let in. Without `href` it is begun from the rows themselves, one by one. */
  remedy: { label: string; permission: Permission; href?: string; rows?: 'edit' } | null
  needs: string | null
}

/** `published`: what a vendor's assessments found typical (audit trails 65, credential management 35, federation 30). */
export const DIMENSIONS = [
  { id: 'unique_identifiers', set: 'identity', title: 'Unique identifiers', about: 'Every agent is somebody of its own.' },
  { id: 'attestation', set: 'identity', title: 'Attestation', about: 'What runs is what was approved.' },
  { id: 'context_authorization', set: 'identity', title: 'Context-aware authorization', about: 'What is allowed depends on the task at hand.' },
  { id: 'a2a_authentication', set: 'identity', title: 'Agent-to-agent authentication', about: 'Who passes authority on proves who it is, to whom it may.' },
  { id: 'credential_management', set: 'identity', title: 'Credential management', about: 'Few keys, young ones, and none that lie about.', published: 35 },
  { id: 'session_context', set: 'identity', title: 'Session and context security', about: 'What was granted for one task ends with it.' },
  { id: 'audit_attribution', set: 'identity', title: 'Audit and attribution', about: 'Every act leads to a human, and nobody can rewrite it.', published: 65 },
  { id: 'federation', set: 'identity', title: 'Federation', about: 'Agents of others are known, and ours are known to others.', published: 30 },
  { id: 'inventory_ownership', set: 'operation', title: 'Inventory and ownership', about: 'Every agent is known, and somebody answers for it.' },
  { id: 'least_privilege', set: 'operation', title: 'Delegation and least privilege', about: 'What is granted is what is used.' },
  { id: 'human_oversight', set: 'operation', title: 'Human oversight', about: 'People approve what matters, and can prove that it was them.' },
  { id: 'lifecycle', set: 'operation', title: 'Lifecycle', about: 'Access is looked at in time, and ends when it should.' },
  { id: 'monitoring', set: 'operation', title: 'Monitoring', about: 'What is not normal is noticed.' },
  { id: 'revocation', set: 'operation', title: 'Revocation and kill switch', about: 'It stops when it is told to, everywhere, and that was tried.' },
] as const satisfies readonly Dimension[]
export type DimensionId = (typeof DIMENSIONS)[number]['id']

const EDIT = { label: 'Edit documents', permission: 'registry.agent.revise', rows: 'edit' } as const
const ANSWERS = { label: 'Transfer or name a deputy', permission: 'registry.transfer.request', href: '/agents/answers' } as const
const DEPUTIES = { label: 'Name deputies', permission: 'registry.agent.set_deputies' } as const
const DRILL = { label: 'Run a drill', permission: 'containment.drill.start', href: '/containment/drills' } as const
const MANDATES = { label: 'Withdraw mandates', permission: 'delegation.mandate.withdraw', href: '/delegations/mandates?live=true' } as const
const CALLS = { label: 'Look at calls', permission: 'ledger.event.list', href: '/delegations' } as const
const REVIEWS = { label: 'Open reviews', permission: 'reviews.campaign.list', href: '/reviews' } as const
const review = (scope?: string, value?: string) => ({ label: 'Start a review', permission: 'reviews.campaign.launch', href: `/reviews/new${scope ? `?scope=${scope}&value=${value}` : ''}` }) as const
const ACTIVE = 'of all active agents'

/** What is asked, and how it counts. The remedy names a page where the work can be begun today. */
export const FACTS: readonly Fact[] = [
  { id: 'own_key', dimension: 'unique_identifiers', title: 'Agents with a key of their own', formula: `Agents that hold a live key which is nobody else’s, ${ACTIVE}`, source: 'agentsWithKey', threshold: 1, weight: 5, effort: 2, references: ['OWASP NHI9', 'NIST NCCoE identification'], remedy: { label: 'Register with a key', permission: 'registry.agent.register', href: '/agents/register' }, needs: null },
  { id: 'spiffe_svid', dimension: 'unique_identifiers', title: 'Workloads that hold an SVID', formula: 'Agents whose runtime was issued an X.509-SVID or JWT-SVID, of all active agents', source: null, threshold: 0.8, weight: 2, effort: 3, references: ['SPIFFE', 'NIST NCCoE identification'], remedy: null, needs: 'Issuance of SPIFFE SVIDs: every agent has its SPIFFE ID, and no workload is handed a document that proves it.' },

  { id: 'digest_declared', dimension: 'attestation', title: 'Agents whose code is declared', formula: `Agents whose document in force holds a digest of their code, ${ACTIVE}`, source: 'agentsWithDigest', threshold: 0.9, weight: 3, effort: 2, references: ['OWASP ASI04', 'OWASP NHI3'], remedy: EDIT, needs: null },
  { id: 'mismatch_refused', dimension: 'attestation', title: 'High-risk agents that are refused when their code differs', formula: `Agents that are below high risk, or refused a token when they run something else, ${ACTIVE}`, source: 'agentsRefusingMismatch', threshold: 1, weight: 3, effort: 1, references: ['OWASP ASI04'], remedy: EDIT, needs: null },
  { id: 'runs_as_declared', dimension: 'attestation', title: 'Declared agents that ran as declared', formula: 'Agents without a mismatch in 30 days, of those that declare a digest', source: 'agentsAsDeclared', threshold: 1, weight: 4, effort: 2, references: ['OWASP ASI04', 'OWASP ASI10'], remedy: { label: 'Look at the agents', permission: 'registry.agent.list' }, needs: 'At least one agent that declares the digest of its code.' },
  { id: 'platform_evidence', dimension: 'attestation', title: 'Runs with evidence from their platform', formula: 'Runs whose digests a platform vouches for (TPM, confidential computing, signed build), of all runs', source: null, threshold: 0.5, weight: 3, effort: 3, references: ['OWASP ASI04'], remedy: null, needs: 'A verifier of platform evidence: today a run says itself what it runs.' },

  { id: 'behaviour_declared', dimension: 'context_authorization', title: 'Agents with declared behaviour', formula: `Agents whose document says which tools, hours, rate or sequences are to be expected, ${ACTIVE}`, source: 'agentsWithBehaviour', threshold: 0.8, weight: 3, effort: 2, references: ['OWASP ASI01', 'OWASP ASI02'], remedy: EDIT, needs: null },
  { id: 'data_classified', dimension: 'context_authorization', title: 'Agents whose data is classified', formula: `Agents whose document names the data they touch, and how sensitive it is, ${ACTIVE}`, source: 'agentsWithData', threshold: 0.9, weight: 2, effort: 1, references: ['NIST NCCoE data flows', 'OWASP NHI5'], remedy: EDIT, needs: null },
  { id: 'policy_decided', dimension: 'context_authorization', title: 'Calls decided by policy', formula: 'Calls that an envelope decided by task, time and live risk, of all calls', source: null, threshold: 0.8, weight: 4, effort: 3, references: ['OWASP ASI02', 'AuthZEN 1.0'], remedy: null, needs: 'Policy envelopes: calls are decided by document, mandate and scope, and not yet by the task.' },

  { id: 'edges_approved', dimension: 'a2a_authentication', title: 'Delegations along approved edges', formula: 'Pairs of agents where the giver’s document in force names the receiver, of all pairs that passed authority on in 30 days', source: 'pairsApproved', threshold: 1, weight: 4, effort: 1, references: ['OWASP ASI07', 'NIST NCCoE delegation'], remedy: EDIT, needs: 'An agent that has passed authority on to another in the last 30 days.' },
  { id: 'hops_own_key', dimension: 'a2a_authentication', title: 'Hops proved by a key of their own', formula: 'Pairs of agents that never shared a run’s key, of all pairs that passed authority on in 30 days', source: 'pairsOwnKey', threshold: 1, weight: 5, effort: 2, references: ['OWASP ASI07', 'RFC 9449'], remedy: null, needs: 'An agent that has passed authority on to another in the last 30 days.' },
  { id: 'edges_alive', dimension: 'a2a_authentication', title: 'Agents that delegate to live agents only', formula: `Agents whose document names no receiver that is retired or was never approved, ${ACTIVE}`, source: 'agentsEdgesAlive', threshold: 1, weight: 2, effort: 1, references: ['OWASP ASI07', 'OWASP NHI1'], remedy: EDIT, needs: null },
  { id: 'messages_signed', dimension: 'a2a_authentication', title: 'Messages between agents that are signed', formula: 'Agent-to-agent messages with a signature over the message (RFC 9421), of all of them', source: null, threshold: 0.8, weight: 3, effort: 3, references: ['RFC 9421', 'OWASP ASI07'], remedy: null, needs: 'HTTP message signatures between agents: a hop is proved, what they say to each other is not.' },

  { id: 'keys_young', dimension: 'credential_management', title: 'Agents without a key older than 90 days', formula: `Agents whose live keys were all made in the last 90 days, ${ACTIVE}`, source: 'agentsKeysYoung', threshold: 0.95, weight: 4, effort: 2, references: ['OWASP NHI7'], remedy: null, needs: null },
  { id: 'issuer_keys_young', dimension: 'credential_management', title: 'Signing keys younger than 90 days', formula: 'The issuer’s keys that sign and took over in the last 90 days, of all that sign', source: 'signingKeysYoung', threshold: 1, weight: 3, effort: 1, references: ['OWASP NHI7'], remedy: { label: 'Rotate signing keys', permission: 'keys.signing_key.rotate', href: '/settings/keys' }, needs: null },
  { id: 'keys_used', dimension: 'credential_management', title: 'Agents whose credentials are used', formula: `Agents that acted in 30 days, or were registered in them, ${ACTIVE}`, source: 'agentsKeysUsed', threshold: 0.95, weight: 3, effort: 1, references: ['OWASP NHI1', 'OWASP NHI5'], remedy: review('unused_days', '30'), needs: null },
  { id: 'static_secrets', dimension: 'credential_management', title: 'Tool servers without a static secret', formula: 'MCP servers whose entry in a registry demands no static key (tier 4) and holds none (tier 5), of all entries that discovery has found and that are still there', source: 'serversWithoutStatic', threshold: 0.9, weight: 4, effort: 3, references: ['OWASP NHI2', 'OWASP NHI7'], remedy: { label: 'See secrets in files', permission: 'discovery.read', href: '/discovery/credentials' }, needs: 'A scan of a source that holds entries of an MCP registry; keys in the configurations of clients stand under Discovery.' },

  { id: 'tokens_short', dimension: 'session_context', title: 'Agents with short tokens alone', formula: `Agents that were issued no token longer than 5 minutes in 7 days, ${ACTIVE}`, source: 'agentsTokensShort', threshold: 1, weight: 3, effort: 1, references: ['RFC 9700', 'OWASP NHI7'], remedy: EDIT, needs: null },
  { id: 'runs_short', dimension: 'session_context', title: 'Agents whose runs change their key', formula: `Agents no run of which kept one key for more than 7 days, ${ACTIVE}`, source: 'agentsRunsShort', threshold: 0.95, weight: 3, effort: 2, references: ['RFC 9449', 'OWASP NHI9'], remedy: { label: 'Look at runs', permission: 'registry.agent.list' }, needs: null },
  { id: 'consent_short', dimension: 'session_context', title: 'Agents without a long consent', formula: `Agents that no person authorized for more than 24 hours at once, ${ACTIVE}`, source: 'agentsConsentShort', threshold: 0.95, weight: 3, effort: 1, references: ['OWASP ASI03', 'OWASP NHI10'], remedy: MANDATES, needs: null },
  { id: 'context_store', dimension: 'session_context', title: 'Contexts kept apart by user', formula: 'Agents that keep every user’s context encrypted, checked and expiring, of those that serve several people', source: null, threshold: 1, weight: 3, effort: 3, references: ['OWASP ASI06'], remedy: null, needs: 'A context store with an identity for each user and agent.' },

  { id: 'calls_attributed', dimension: 'audit_attribution', title: 'Agents whose calls lead to a human', formula: `Agents every call of which, in 7 days, names the person at its root, ${ACTIVE}`, source: 'agentsAttributed', threshold: 1, weight: 4, effort: 2, references: ['EU AI Act Art. 12', 'OWASP ASI09'], remedy: CALLS, needs: null },
  { id: 'outcomes_known', dimension: 'audit_attribution', title: 'Calls whose outcome is known', formula: 'Allowed calls with an outcome on record, of those of the last day that are older than 10 minutes', source: 'callsWithOutcome', threshold: 0.99, weight: 4, effort: 2, references: ['EU AI Act Art. 12', 'OWASP ASI08'], remedy: CALLS, needs: 'A tool call that is more than 10 minutes old and younger than a day.' },
  { id: 'log_signed', dimension: 'audit_attribution', title: 'The log is under a signed head', formula: 'Logs whose newest signed head holds all that is older than 10 minutes, of one', source: 'logSigned', threshold: 1, weight: 4, effort: 2, references: ['RFC 9162', 'EU AI Act Art. 19'], remedy: { label: 'Look at the ledger', permission: 'ledger.head.get', href: '/ledger' }, needs: 'An entry that is older than 10 minutes.' },
  { id: 'log_streamed', dimension: 'audit_attribution', title: 'The record reaches another system', formula: 'Streams of the ledger that are neither paused nor given up and less than a minute behind, of all of them', source: 'streamsUpToDate', threshold: 1, weight: 2, effort: 3, references: ['OWASP MCP08', 'EU AI Act Art. 26(6)'], remedy: { label: 'Set up a stream', permission: 'ledger.stream.add', href: '/settings/streams' }, needs: 'A stream of the ledger to another system: until there is one, evidence is exported by hand.' },

  { id: 'trusted_issuers', dimension: 'federation', title: 'Foreign agents under a trusted issuer', formula: 'Agents of other organisations that a trusted issuer vouches for, of all that act here', source: null, threshold: 1, weight: 3, effort: 3, references: ['ID-JAG', 'SPIFFE federation'], remedy: null, needs: 'Trusted domains and issuers: no agent of another organisation can be admitted yet.' },
  { id: 'workload_federation', dimension: 'federation', title: 'Agents that sign in with their platform’s identity', formula: 'Agents that need no key of ours, since their platform issues them an identity, of all active agents', source: null, threshold: 0.5, weight: 3, effort: 3, references: ['OWASP NHI7', 'RFC 8693'], remedy: null, needs: 'Workload identity federation with Kubernetes, GitHub or a cloud.' },

  { id: 'owned', dimension: 'inventory_ownership', title: 'Agents with a live owner and sponsor', formula: `Agents whose owner and sponsor both have access, ${ACTIVE}`, source: 'agentsOwned', threshold: 1, weight: 5, effort: 1, references: ['OWASP NHI1', 'EU AI Act Art. 26(2)'], remedy: ANSWERS, needs: null },
  { id: 'successor', dimension: 'inventory_ownership', title: 'Agents that somebody would follow for', formula: `Agents with a deputy, a manager of both owner and sponsor, or a team lead to follow, ${ACTIVE}`, source: 'agentsWithSuccessor', threshold: 0.9, weight: 3, effort: 1, references: ['OWASP NHI1'], remedy: DEPUTIES, needs: null },
  { id: 'two_people', dimension: 'inventory_ownership', title: 'Agents that two people answer for', formula: `Agents whose owner and sponsor are two people, ${ACTIVE}`, source: 'agentsWithTwoPeople', threshold: 0.8, weight: 2, effort: 1, references: ['EU AI Act Art. 14'], remedy: ANSWERS, needs: null },
  { id: 'team_named', dimension: 'inventory_ownership', title: 'Agents that belong to a team', formula: `Agents whose document names a team, ${ACTIVE}`, source: 'agentsWithTeam', threshold: 0.95, weight: 1, effort: 1, references: ['NIST NCCoE identification'], remedy: EDIT, needs: null },
  { id: 'offers_answered', dimension: 'inventory_ownership', title: 'Agents without an old offer', formula: `Agents that were not left on offer for more than 7 days, ${ACTIVE}`, source: 'agentsOffersAnswered', threshold: 1, weight: 1, effort: 1, references: ['OWASP NHI1'], remedy: ANSWERS, needs: null },
  { id: 'people_signed_in', dimension: 'inventory_ownership', title: 'People whose account is used', formula: 'People who signed in within 90 days, or were invited within 7, of all with access', source: 'peopleSignedIn', threshold: 0.95, weight: 2, effort: 1, references: ['OWASP NHI10'], remedy: { label: 'See people', permission: 'access.person.list', href: '/settings/people' }, needs: null },
  { id: 'four_questions', dimension: 'inventory_ownership', title: 'Agents with all four questions answered', formula: `Agents of which it is known which credentials, which systems, when reviewed by whom, and (measured) how fast revocable, ${ACTIVE}`, source: 'agentsAnswered', threshold: 0.9, weight: 3, effort: 2, references: ['OWASP NHI1', 'NIST NCCoE logging'], remedy: review(), needs: null },
  { id: 'shadow_agents', dimension: 'inventory_ownership', title: 'Found agents that somebody decided on', formula: 'Agents that were registered, recognised as registered or ignored with a reason, of all that discovery has found and that are still there', source: 'foundDecided', threshold: 1, weight: 4, effort: 2, references: ['OWASP ASI10', 'OWASP MCP09'], remedy: { label: 'Open the inbox', permission: 'discovery.item.ignore', href: '/discovery?about=agents' }, needs: 'An agent that discovery has found: only what is registered is known.' },

  { id: 'tools_used', dimension: 'least_privilege', title: 'Agents that use what they were granted', formula: 'Agents that called every tool of their document in 90 days, of all active agents that ever acted', source: 'agentsToolsUsed', threshold: 0.8, weight: 4, effort: 2, references: ['OWASP NHI5', 'OWASP ASI02'], remedy: review(), needs: 'An agent that has acted.' },
  { id: 'standing_used', dimension: 'least_privilege', title: 'Agents without unused standing scopes', formula: `Agents with no standing mandate older than a day that holds a scope unused in 30 days, ${ACTIVE}`, source: 'agentsStandingUsed', threshold: 0.95, weight: 4, effort: 1, references: ['OWASP NHI5', 'OWASP ASI03'], remedy: MANDATES, needs: null },
  { id: 'standing_short', dimension: 'least_privilege', title: 'Agents without a long standing mandate', formula: `Agents with no live standing mandate that was given for more than 30 days, ${ACTIVE}`, source: 'agentsStandingShort', threshold: 0.95, weight: 3, effort: 1, references: ['OWASP NHI7', 'OWASP ASI03'], remedy: MANDATES, needs: null },
  { id: 'high_risk_standing', dimension: 'least_privilege', title: 'No standing privilege at high risk', formula: `Agents that are below high risk, or hold no standing mandate, ${ACTIVE}`, source: 'agentsHighRiskStanding', threshold: 1, weight: 3, effort: 1, references: ['OWASP NHI5', 'OWASP ASI03'], remedy: MANDATES, needs: null },
  { id: 'chains_short', dimension: 'least_privilege', title: 'Agents in short chains', formula: `Agents that acted in no chain deeper than 3 in 30 days, ${ACTIVE}`, source: 'agentsChainsShort', threshold: 0.95, weight: 2, effort: 2, references: ['OWASP ASI08', 'NIST NCCoE delegation'], remedy: EDIT, needs: null },

  { id: 'approved_by_other', dimension: 'human_oversight', title: 'High-risk documents that somebody else approved', formula: `Agents that are below high risk, or whose document was approved by none of its authors, ${ACTIVE}`, source: 'agentsApprovedByOther', threshold: 1, weight: 5, effort: 1, references: ['EU AI Act Art. 14', 'OWASP ASI09'], remedy: EDIT, needs: null },
  { id: 'oversight_named', dimension: 'human_oversight', title: 'High-risk agents with named overseers', formula: `Agents that are below high risk, or whose document names what needs a human and who that is, ${ACTIVE}`, source: 'agentsOversightNamed', threshold: 1, weight: 4, effort: 1, references: ['EU AI Act Art. 14', 'EU AI Act Art. 26(2)'], remedy: EDIT, needs: null },
  { id: 'passkeys', dimension: 'human_oversight', title: 'Guardians with a passkey', formula: 'Administrators and owners who registered a passkey, of all with access', source: 'peopleWithPasskey', threshold: 1, weight: 4, effort: 1, references: ['OWASP NHI4', 'OWASP ASI09'], remedy: { label: 'Register a passkey', permission: 'access.passkey.register', href: '/settings/me' }, needs: null },
  { id: 'drafts_decided', dimension: 'human_oversight', title: 'Agents without an old draft', formula: 'Agents whose draft has waited for no more than 14 days, of all that are not retired', source: 'agentsDraftsDecided', threshold: 1, weight: 2, effort: 1, references: ['EU AI Act Art. 14'], remedy: { label: 'Read and decide drafts', permission: 'registry.agent.approve', href: '/agents/answers' }, needs: null },
  { id: 'acts_approved', dimension: 'human_oversight', title: 'Risky acts that a human approved', formula: 'Calls that need a human and had one (CIBA), of all that need one', source: null, threshold: 1, weight: 4, effort: 3, references: ['EU AI Act Art. 14', 'OWASP ASI09'], remedy: null, needs: 'Approvals at run time: documents say what needs a human, and calls are not yet held for one.' },

  { id: 'reviews_on_time', dimension: 'lifecycle', title: 'Agents whose review is not overdue', formula: `Agents whose next review is still ahead, ${ACTIVE}`, source: 'agentsReviewOnTime', threshold: 1, weight: 5, effort: 2, references: ['OWASP NHI1', 'EU AI Act Art. 26'], remedy: review(), needs: null },
  { id: 'reviewed', dimension: 'lifecycle', title: 'Agents that a human reviewed', formula: `Agents whose access somebody certified in 365 days, ${ACTIVE}`, source: 'agentsReviewed', threshold: 0.95, weight: 4, effort: 2, references: ['OWASP NHI5', 'NIST NCCoE authorization'], remedy: review(), needs: null },
  { id: 'reviews_answered', dimension: 'lifecycle', title: 'Review items that a human decided', formula: 'Items that a reviewer decided, of all items of reviews that are over', source: 'itemsAnswered', threshold: 0.95, weight: 3, effort: 2, references: ['EU AI Act Art. 14'], remedy: REVIEWS, needs: 'An access review with an item that has become final.' },
  { id: 'reviews_effective', dimension: 'lifecycle', title: 'Review decisions that took effect', formula: 'Decisions that were applied and found to hold, of all that had to be applied', source: 'itemsEffective', threshold: 1, weight: 3, effort: 1, references: ['OWASP NHI1', 'OWASP NHI5'], remedy: REVIEWS, needs: 'A review decision that takes something away.' },
  { id: 'no_ghosts', dimension: 'lifecycle', title: 'No retired agent with access', formula: 'Agents that are not retired, or have no live key and no live mandate, of all registered', source: 'agentsNoGhosts', threshold: 1, weight: 4, effort: 1, references: ['OWASP NHI1'], remedy: MANDATES, needs: null },
  { id: 'deprovisioned', dimension: 'lifecycle', title: 'Retired agents proved gone everywhere', formula: 'Retired agents that were tried at every place and got no answer, with every step of their retirement proven, of all that were ever approved and are retired', source: 'agentsDeprovisioned', threshold: 1, weight: 3, effort: 2, references: ['OWASP NHI1'], remedy: { label: 'Look at retired agents', permission: 'registry.agent.list', href: '/agents?status=retired' }, needs: 'A retired agent.' },

  { id: 'baselines', dimension: 'monitoring', title: 'Agents with a baseline', formula: 'Agents whose acts are compared with what is normal for them, of all active agents', source: null, threshold: 0.9, weight: 4, effort: 3, references: ['OWASP ASI10', 'EU AI Act Art. 26(5)'], remedy: null, needs: 'Baselines of behaviour: what agents do is recorded, and not yet compared with what is normal.' },
  { id: 'findings_handled', dimension: 'monitoring', title: 'Findings that somebody handled', formula: 'Findings closed within 3 days, of all findings', source: null, threshold: 0.95, weight: 4, effort: 3, references: ['EU AI Act Art. 26(5)', 'OWASP ASI10'], remedy: null, needs: 'Findings: drift, escalation attempts and leaked credentials are not detected yet.' },
  { id: 'secrets_scanned', dimension: 'monitoring', title: 'Outputs scanned for secrets', formula: 'Agents whose outputs are scanned for secrets, of all active agents', source: null, threshold: 0.9, weight: 3, effort: 3, references: ['OWASP NHI2'], remedy: null, needs: 'Scanning of outputs, commits and CI logs for secrets.' },

  { id: 'points_connected', dimension: 'revocation', title: 'Enforcement points that are connected', formula: 'Points that hold a lease, of all enrolled', source: 'pointsConnected', threshold: 1, weight: 4, effort: 1, references: ['EU AI Act Art. 14(4)(e)', 'OWASP ASI08'], remedy: { label: 'See enforcement points', permission: 'containment.point.list', href: '/settings/points' }, needs: 'An enrolled enforcement point.' },
  { id: 'points_proven', dimension: 'revocation', title: 'Enforcement points that a drill proved', formula: 'Points that refused in a drill of the last 30 days, of all enrolled', source: 'pointsProven', threshold: 1, weight: 5, effort: 1, references: ['EU AI Act Art. 14(4)(e)', 'OWASP ASI10'], remedy: DRILL, needs: 'An enrolled enforcement point.' },
  { id: 'drill_passed', dimension: 'revocation', title: 'The last drill passed, and is recent', formula: 'Last drills that passed within 30 days, of one', source: 'lastDrill', threshold: 1, weight: 4, effort: 1, references: ['EU AI Act Art. 14(4)(e)'], remedy: DRILL, needs: 'A drill that has ended.' },
  { id: 'drill_fast', dimension: 'revocation', title: 'Drills that stopped within a second', formula: 'Drills with a p99 of 1,000 ms at most, of the drills of 90 days', source: 'drillsFast', threshold: 0.9, weight: 3, effort: 2, references: ['EU AI Act Art. 14(4)(e)'], remedy: DRILL, needs: 'A drill that has ended.' },
  { id: 'orders_fast', dimension: 'revocation', title: 'Orders that arrived within a second', formula: 'Orders whose slowest receipt took 1,000 ms at most, of the orders of 90 days with a receipt', source: 'ordersFast', threshold: 0.95, weight: 3, effort: 2, references: ['EU AI Act Art. 14(4)(e)', 'OWASP ASI08'], remedy: DRILL, needs: 'An order that an enforcement point has confirmed.' },
  { id: 'halts_settled', dimension: 'revocation', title: 'No agent left halted', formula: `Agents that have not been halted for more than 14 days, ${ACTIVE}`, source: 'agentsHaltsSettled', threshold: 1, weight: 2, effort: 1, references: ['OWASP NHI1'], remedy: { label: 'Restore', permission: 'containment.restore', href: '/containment?active=true' }, needs: null },
  { id: 'orders_explained', dimension: 'revocation', title: 'Orders that say why', formula: 'Orders by people with a reason, of those of 90 days', source: 'ordersExplained', threshold: 1, weight: 1, effort: 1, references: ['EU AI Act Art. 12'], remedy: { label: 'Give the reasons', permission: 'containment.explain' }, needs: 'An order that a person gave.' },
]

/** The four that an agent's page answers, each counted by itself: how many are answered is a number of its own, and no score. */
export const QUESTIONS: readonly Fact[] = [
  { id: 'question_credentials', dimension: 'inventory_ownership', title: 'Which credentials does it hold?', formula: `Agents that hold a live key, so that it is known what proves who they are, ${ACTIVE}`, source: 'agentsCredentialsKnown', threshold: 1, weight: 0, effort: 2, references: ['OWASP NHI1'], remedy: { label: 'Register with a key', permission: 'registry.agent.register', href: '/agents/register' }, needs: null },
  { id: 'question_systems', dimension: 'inventory_ownership', title: 'Which systems does it reach?', formula: `Agents with a document in force, which names every tool that they may call, ${ACTIVE}`, source: 'agentsSystemsKnown', threshold: 1, weight: 0, effort: 1, references: ['NIST NCCoE identification'], remedy: EDIT, needs: null },
  { id: 'question_reviewed', dimension: 'inventory_ownership', title: 'When was it last reviewed, and by whom?', formula: `Agents whose access somebody certified, ever, ${ACTIVE}`, source: 'agentsEverReviewed', threshold: 1, weight: 0, effort: 2, references: ['OWASP NHI5'], remedy: review(), needs: null },
  { id: 'question_revocable', dimension: 'inventory_ownership', title: 'How fast can it be revoked?', formula: `Agents for which an enforcement point has confirmed an order in a measured time, ${ACTIVE}`, source: 'agentsRevocationMeasured', threshold: 1, weight: 0, effort: 1, references: ['EU AI Act Art. 14(4)(e)'], remedy: DRILL, needs: null },
]
/** Counted to be held against published figures, and no score. */
const FIGURES: readonly Fact[] = [
  { id: 'machine_identities', dimension: 'inventory_ownership', title: 'Machine identities that are registered', formula: 'Agents that are not retired, tool servers and enforcement points, of these and of all that discovery has found, is still there and is not registered', source: 'machinesRegistered', threshold: 1, weight: 0, effort: 2, references: ['OWASP NHI1'], remedy: { label: 'Decide on what was found', permission: 'discovery.item.register', href: '/discovery' }, needs: null },
]

export const MEASURED: readonly Fact[] = [...FACTS, ...QUESTIONS, ...FIGURES]

export const factById = (id: string): Fact | undefined => MEASURED.find((fact) => fact.id === id)
