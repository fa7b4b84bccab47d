import type { z } from 'zod'
import { addScimClient, changeRole, deactivatePerson, endSession, getActProof, invitePerson, listPasskeys, listPeople, listScimClients, me, openSample, recoverPerson, revokeScimClient, setManager, startProof, type GuardedActs } from '@/lib/identity/access'
import { getDraw, listDraws, makeDraw, markItem, packDraw } from '@/lib/identity/audit'
import type { Permission } from '@/lib/identity/access/permissions'
import type { Actor } from '@/lib/identity/actor'
import { addHook, cancelHalt, confirmHalt, explainOrder, getOrder, halt, listHooks, listOrders, invitePoint, listPoints, listRequests, previewHalt, removeHook, requestHalt, restore, revokePoint, signRestore } from '@/lib/identity/containment'
import { addPart, addPlatform, addSource, beginRun, endRun, getItem as getFound, ignoreItem, ignoreMany, listCredentials, listItems as listFound, listPlatforms, listRuns, listSources, mergeItem, noteRegistered, removePlatform, removeSource, reopenItem, scanSource, type RunSettings, type SourceSettings } from '@/lib/identity/discovery'
import { listDrills, selfTest, startDrill } from '@/lib/identity/drills'
import { acceptOffer, declineOffer, getChain, getSequence, giveStandingMandate, listMandates, listOffers, withdrawMandate } from '@/lib/identity/delegation'
import { addNote, followPlaybook, getIncident, listIncidents, listPlaybooks, putPlaybook, resolveIncident, setIncidentPolicy, setStep } from '@/lib/identity/incidents'
import { listKeys, rotateKeys, type RotateSettings } from '@/lib/identity/keys'
import { changeFilter, listFilters, removeFilter, saveFilter } from '@/lib/identity/filters'
import { addToImport, beginImport, endImport, getImport, listImports } from '@/lib/identity/imports'
import { addWitness, countEvents, formatsWith, getArchived, getConsistency, getEvent, getHead, getRetention, holdLedger, listArchives, listEvents, listWitnessed, listWitnesses, proofWith, releaseLedger, removeWitness, setRetention, unwitnessLog, witnessLog, type CheckpointSigner, type CosignerOf, type ReadArchive } from '@/lib/identity/ledger'
import { getHaltFigures, getOverview } from '@/lib/identity/overview'
import { compareGroups, configurePosture, getPosture, getPostureLine, listFactRows, reportPosture } from '@/lib/identity/posture'
import { confirmAgent, confirmAgents, previewLapseRule, setLapseRule, acceptTransfer, acceptTransfers, approveAgent, cancelTransfer, cancelTransfers, countAgents, declineTransfer, declineTransfers, diffAgent, discardDraft, getAgent, getAnswers, getCard, getOwnership, getLapseRule, getOwnershipRule, getReach, importAgents, listAgents, listTeams, listToolServers, listTransfers, publishCard, putTeam, registerAgent, registerToolServer, requestTransfer, reviseAgent, setDeputies, setOwnershipRule, setServerOwner, tagAgents, withdrawCard, addTeamMember, getTeam, removeTeamMember } from '@/lib/identity/registry'
import { addSchedule, agentReviews, answerQuestion, askAbout, cancelLaunch, certifyItem, confirmApply, decideItems, endSchedule, getCampaign, getGuide, getItem, launchCampaign, listCampaigns, listItems, listSchedules, listTriggers, myReviews, pauseApply, previewCampaign, putGuideAway, reassignItem, resumeApply, retryItem, setTrigger, submitItems, withdrawQuestion } from '@/lib/identity/reviews'
import { addSystem, checkSystem, type CheckSettings, getRetirement, holdToken, listSystems, previewRetirement, removeSystem, retireAgent, tryStepAgain, type SystemSettings } from '@/lib/identity/retirement'
import { addReceiver, listReceivers, pauseReceiver, removeReceiver, resumeReceiver, verifyReceiver, type ReceiverSettings } from '@/lib/identity/signals'
import { addStream, listStreams, pauseStream, removeStream, resumeStream, testStream, type StreamSettings } from '@/lib/identity/streams'
import { eraseSample, getSample, previewErasure, reportSample } from '@/lib/identity/sample'
import { addWebhook, getNotificationSettings, myNotifications, removeMailServer, removeWebhook, retryDelivery, setMailServer, setPreference, setZone, testMail, testWebhook, type NotificationSecrets } from '@/lib/identity/notifications'
import { Fault } from '@/lib/kernel/fault'
import type { Result } from '@/lib/kernel/result'
import type { ApiRefusal } from './client'
import type { ApiContract } from './contract'
import type { Endpoint } from './contract/endpoint'

/** What an endpoint needs behind it: a verb that answers with no less than the endpoint's output, under its permission. */
export type Verb<Output = unknown> = ((actor: Actor, raw: unknown) => Promise<Result<Output, ApiRefusal>>) & {
  readonly permission: Permission
  readonly inWords?: GuardedActs[string]
}
type VerbFor<E> = E extends Endpoint<infer _Input, infer Output> ? Verb<z.input<Output>> : never
/** One verb for each endpoint: one that is missing, or answers something else, does not compile. */
export type Verbs = { readonly [Area in keyof ApiContract]: { readonly [Name in keyof ApiContract[Area]]: VerbFor<ApiContract[Area][Name]> } }

/** Addresses and names that verbs write into what they make. */
export type VerbSettings = { issuer: string; /** Signs what is exported, as it signs the heads of logs. */ signerOf: CheckpointSigner; gatewayUrl: string; trustDomain: string; /** Whether links into the sample company are made here. */ sampleOpen?: boolean; /** How often a drill is due; null: by hand alone. */ drillEverySeconds?: number | null; /** Entries that are in archives alone; left out: they are not read. */ readArchive?: ReadArchive; /** As what heads of other logs are cosigned. */ cosignerOf?: CosignerOf } & RotateSettings & SourceSettings & Partial<RunSettings> & Partial<SystemSettings> & Partial<CheckSettings> & Pick<ReceiverSettings, 'receiverSecret'> & NotificationSecrets & StreamSettings

/** What needs a proof is known once every verb is. */
export function verbs(settings: VerbSettings): Verbs {
  const acts = actsOf(settings)
  return { ...acts, proofs: { start: startProof(settings, guardedActs(acts)), get: getActProof(settings) } }
}

const actsOf = (settings: VerbSettings): Omit<Verbs, 'proofs'> => ({
  me: { get: me, passkeys: listPasskeys(settings), signOut: endSession },
  people: { list: listPeople, invite: invitePerson(settings), changeRole, setManager, deactivate: deactivatePerson, recover: recoverPerson(settings) },
  agents: { list: listAgents, counts: countAgents, tag: tagAgents, import: importAgents(settings), get: getAgent, register: registerAgent(settings), revise: reviseAgent, discard: discardDraft, diff: diffAgent, approve: approveAgent },
  cards: { get: getCard(settings), publish: publishCard(settings), withdraw: withdrawCard(settings) },
  reach: { get: getReach },
  retirements: { preview: previewRetirement, begin: retireAgent, get: getRetirement, tryAgain: tryStepAgain },
  connectedSystems: { list: listSystems, add: addSystem({ sealSystemSecret: settings.sealSystemSecret ?? unsealed }), remove: removeSystem, check: checkSystem({ reachSystem: settings.reachSystem ?? unreachable }), hold: holdToken({ sealSystemSecret: settings.sealSystemSecret ?? unsealed }) },
  ownership: { get: getOwnership, setDeputies, rule: getOwnershipRule, setRule: setOwnershipRule, lapseRule: getLapseRule, setLapseRule, previewLapseRule, confirm: confirmAgent, confirmMany: confirmAgents, answers: getAnswers },
  transfers: { list: listTransfers, request: requestTransfer, accept: acceptTransfer, decline: declineTransfer, cancel: cancelTransfer, acceptMany: acceptTransfers, declineMany: declineTransfers, cancelMany: cancelTransfers },
  teams: { list: listTeams, get: getTeam, addMember: addTeamMember, removeMember: removeTeamMember, put: putTeam },
  toolServers: { list: listToolServers(settings), register: registerToolServer(settings), setOwner: setServerOwner(settings) },
  mandates: { list: listMandates, giveStanding: giveStandingMandate(settings), withdraw: withdrawMandate, offers: listOffers, acceptOffer: acceptOffer(settings), declineOffer },
  delegations: { chain: getChain, sequence: getSequence },
  events: { list: listEvents, facets: countEvents, get: getEvent, formats: formatsWith(settings), archived: getArchived, proof: proofWith(settings) },
  ledger: { head: getHead, consistency: getConsistency },
  containment: {
    preview: previewHalt, halt, explain: explainOrder, restore, signRestore, list: listOrders, get: getOrder, points: listPoints, invitePoint, revokePoint,
    drills: listDrills({ drillEverySeconds: settings.drillEverySeconds ?? null }), drill: startDrill, selfTest,
    hooks: listHooks, addHook, removeHook,
    request: requestHalt, requests: listRequests, confirm: confirmHalt, cancel: cancelHalt,
  }, // prettier-ignore
  ledgerRetention: { get: getRetention, set: setRetention, hold: holdLedger, release: releaseLedger, archives: listArchives },
  ledgerStreams: { list: listStreams, add: addStream(settings), pause: pauseStream, resume: resumeStream, test: testStream, remove: removeStream },
  witnesses: { list: listWitnesses, add: addWitness, remove: removeWitness },
  witnessed: { list: listWitnessed({ issuer: settings.issuer, cosignerOf: settings.cosignerOf ?? unkeyed }), add: witnessLog, remove: unwitnessLog },
  imports: { list: listImports, get: getImport, begin: beginImport, add: addToImport({ fingerprint: settings.fingerprint ?? unkeyed }), end: endImport },
  filters: { list: listFilters, save: saveFilter, change: changeFilter, remove: removeFilter },
  receivers: { list: listReceivers, add: addReceiver(settings), pause: pauseReceiver, resume: resumeReceiver, verify: verifyReceiver, remove: removeReceiver },
  scimClients: { list: listScimClients, add: addScimClient(settings), revoke: revokeScimClient },
  notifications: {
    settings: getNotificationSettings, setMailServer: setMailServer(settings), removeMailServer, testMail,
    addWebhook: addWebhook(settings), testWebhook, removeWebhook, retry: retryDelivery, mine: myNotifications, setMine: setPreference, setZone,
  }, // prettier-ignore
  incidents: { list: listIncidents, get: getIncident, setStep, note: addNote, follow: followPlaybook, resolve: resolveIncident },
  playbooks: { list: listPlaybooks, put: putPlaybook, setPolicy: setIncidentPolicy },
  keys: { list: listKeys, rotate: rotateKeys(settings) },
  reviews: { mine: myReviews, list: listCampaigns, preview: previewCampaign, launch: launchCampaign, cancel: cancelLaunch, get: getCampaign, items: listItems, decide: decideItems, submit: submitItems, confirmApply, pauseApply, resumeApply },
  reviewItems: { get: getItem, certify: certifyItem, reassign: reassignItem, retry: retryItem, ask: askAbout, answer: answerQuestion, withdraw: withdrawQuestion },
  reviewSchedules: { list: listSchedules, add: addSchedule, end: endSchedule },
  reviewTriggers: { list: listTriggers, set: setTrigger },
  reviewGuide: { get: getGuide, putAway: putGuideAway },
  agentReviews: { list: agentReviews },
  discovery: {
    items: listFound, item: getFound, ignore: ignoreItem, ignoreMany, merge: mergeItem, registered: noteRegistered, reopen: reopenItem, credentials: listCredentials,
    sources: listSources(settings), addSource: addSource(settings), removeSource, scan: scanSource, runs: listRuns, platforms: listPlatforms, addPlatform: addPlatform(settings), removePlatform, begin: beginRun, add: addPart({ fingerprint: settings.fingerprint ?? unkeyed }), end: endRun,
  }, // prettier-ignore
  audit: { make: makeDraw, list: listDraws, get: getDraw, mark: markItem, pack: packDraw(settings) },
  posture: { get: getPosture, line: getPostureLine, rows: listFactRows, compare: compareGroups, report: reportPosture(settings), configure: configurePosture },
  overview: { get: getOverview, halts: getHaltFigures },
  sample: { get: getSample(settings), open: openSample(settings), report: reportSample, preview: previewErasure, erase: eraseSample },
})

/** A digest that is not keyed could be guessed at: without a key none is kept. */
const unkeyed = (): never => {
  throw new Fault('this process was given no key for that')
}

const unreachable = (): never => {
  throw new Fault('this process calls no system of others')
}

const unsealed = (): never => {
  throw new Fault('this process has no key to seal secrets with')
}

function guardedActs(acts: Omit<Verbs, 'proofs'>): GuardedActs {
  const all: Verb[] = Object.values(acts).flatMap((area) => Object.values(area) as Verb[])
  return Object.fromEntries(all.flatMap(({ permission, inWords }) => (inWords ? [[permission, inWords]] : [])))
}
