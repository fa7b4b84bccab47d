import type { Role } from './contract'

type Rule = { roles: readonly Role[]; jobs: readonly string[]; root: boolean }
const EVERYONE = ['admin', 'owner', 'analyst', 'auditor'] as const
const read = { roles: EVERYONE, jobs: [], root: true } as const
/** A SCIM client, by its own token. */
const SCIM = 'scim.client'

/**
 * Every verb, and who may run it. No rank: an owner is not a reviewer by being more. `root` is the script token of
 * embedded mode; it never approves and never restores. What only its owner or sponsor may do with a thing is a fact
 * about rows, so it is decided in the verb and not here.
 */
export const PERMISSIONS = {
  'access.me.get': read,
  'access.person.list': { ...read, jobs: [SCIM] },
  'access.person.invite': { roles: ['admin'], jobs: [], root: true },
  'access.person.change_role': { roles: ['admin'], jobs: [], root: false },
  'access.person.set_manager': { roles: ['admin'], jobs: [], root: true },
  'access.person.deactivate': { roles: ['admin'], jobs: [SCIM], root: false },
  /** Accounts without a link; never an administrator's role, which a person gives. */
  'access.person.provision': { roles: [], jobs: [SCIM], root: false },
  'access.person.synchronise': { roles: [], jobs: [SCIM], root: false },
  'access.scim_client.list': { roles: ['admin', 'auditor'], jobs: [], root: true },
  /** Its token deactivates people, which the root token does not. */
  'access.scim_client.add': { roles: ['admin'], jobs: [], root: false },
  'access.scim_client.revoke': { roles: ['admin'], jobs: [], root: true },
  'access.person.recover': { roles: ['admin'], jobs: [], root: false },
  'access.passkey.list': { roles: EVERYONE, jobs: [], root: false },
  'access.passkey.register': { roles: EVERYONE, jobs: [], root: false },
  'access.passkey.rename': { roles: EVERYONE, jobs: [], root: false },
  'access.passkey.remove': { roles: EVERYONE, jobs: [], root: false },
  'access.recovery_codes.make': { roles: EVERYONE, jobs: [], root: false },
  'access.proof.start': { roles: EVERYONE, jobs: [], root: false },
  'access.proof.give': { roles: EVERYONE, jobs: [], root: false },
  'access.proof.get': { roles: EVERYONE, jobs: [], root: false },
  'access.session.end': { roles: EVERYONE, jobs: [], root: false },
  'registry.agent.register': { roles: ['admin', 'owner'], jobs: ['containment.drill', SCIM], root: true },
  'registry.agent.approve': { roles: ['admin', 'owner'], jobs: [], root: false },
  'registry.agent.revise': { roles: ['admin', 'owner'], jobs: ['reviews.apply', 'registry.retirement'], root: true },
  /** By a review that decided that it stays. */
  'registry.agent.note_reviewed': { roles: [], jobs: ['reviews.apply'], root: false },
  /** Whoever wrote it; the verb says who else. */
  'registry.agent.discard_draft': { roles: ['admin', 'owner'], jobs: [SCIM], root: true },
  /** Systems elsewhere, in which an agent ends when it is retired. */
  'registry.system.list': read,
  'registry.system.add': { roles: ['admin'], jobs: [], root: true },
  'registry.system.remove': { roles: ['admin'], jobs: [], root: true },
  'registry.system.check': { roles: ['admin'], jobs: [], root: true },
  'registry.system.hold': { roles: ['admin', 'owner'], jobs: [], root: true },
  /** An administrator, and who answers for the agent; the verb says so. */
  'registry.agent.retire': { roles: ['admin', 'owner'], jobs: [SCIM], root: true },
  'registry.retirement.read': read,
  'registry.retirement.try_again': { roles: ['admin', 'owner'], jobs: [], root: true },
  /** What was done of a retirement, and what was found. */
  'registry.retirement.step': { roles: [], jobs: ['registry.retirement'], root: false },
  'registry.agent.diff': read,
  'registry.agent.list': { ...read, jobs: [SCIM] },
  /** An administrator, and who answers for an agent; the verb says so. */
  'registry.agent.tag': { roles: ['admin', 'owner'], jobs: [], root: true },
  'registry.agent.import': { roles: ['admin', 'owner'], jobs: [], root: true },
  'registry.agent.get': { ...read, jobs: [SCIM] },
  'registry.agent.set_external_id': { roles: [], jobs: [SCIM], root: false },
  'registry.card.get': read,
  /** That an agent is there is then public. An administrator, and who answers for it; the verb says so. */
  'registry.card.publish': { roles: ['admin', 'owner'], jobs: [], root: true },
  'registry.card.withdraw': { roles: ['admin', 'owner'], jobs: [], root: true },
  'registry.agent.set_deputies': { roles: ['admin', 'owner'], jobs: [], root: true },
  /** When somebody who answers for it has left. */
  'registry.agent.succeed': { roles: [], jobs: ['registry.succession'], root: false },
  'registry.ownership.get': read,
  'registry.answers.get': read,
  'registry.transfer.request': { roles: ['admin', 'owner'], jobs: [], root: true },
  /** Whoever it is offered to, whatever their role. */
  'registry.transfer.accept': { roles: EVERYONE, jobs: [], root: false },
  'registry.transfer.decline': { roles: EVERYONE, jobs: [], root: false },
  'registry.transfer.cancel': { roles: ['admin', 'owner'], jobs: [], root: true },
  'registry.transfer.list': read,
  'registry.team.put': { roles: ['admin'], jobs: [], root: true },
  'registry.team.list': { ...read, jobs: [SCIM] },
  /** Groups of a directory: those that it made are its own to end. */
  'registry.team.provision': { roles: [], jobs: [SCIM], root: false },
  'registry.team.synchronise': { roles: [], jobs: [SCIM], root: false },
  'registry.team.deprovision': { roles: [], jobs: [SCIM], root: false },
  /** An administrator, and who leads it; the verb says so. */
  'registry.team.add_member': { roles: EVERYONE, jobs: [], root: true },
  'registry.team.remove_member': { roles: EVERYONE, jobs: [], root: true },
  'registry.ownership_rule.get': read,
  'registry.ownership_rule.set': { roles: ['admin'], jobs: [], root: true },
  'registry.lapse_rule.get': read,
  'registry.lapse_rule.set': { roles: ['admin'], jobs: [], root: true },
  'registry.lapse_rule.preview': { roles: ['admin', 'auditor'], jobs: [], root: true },
  /** Who answers for it, whatever their role; the verb says so. */
  'registry.agent.confirm': { roles: EVERYONE, jobs: [], root: false },
  'registry.lapse.note': { roles: [], jobs: ['registry.lapse'], root: false },
  'registry.lapse.end': { roles: [], jobs: ['registry.lapse'], root: false },
  'registry.tool_server.register': { roles: ['admin'], jobs: [], root: true },
  'registry.tool_server.set_owner': { roles: ['admin'], jobs: [], root: true },
  'registry.tool_server.list': read,
  'delegation.mandate.give': { roles: EVERYONE, jobs: [], root: false },
  'delegation.mandate.refuse': { roles: EVERYONE, jobs: [], root: false },
  'delegation.mandate.give_standing': { roles: ['admin', 'owner'], jobs: [], root: false },
  /** Whoever gave it may take it back, whatever their role; the verb says who else. */
  'delegation.mandate.withdraw': { roles: EVERYONE, jobs: [], root: true },
  'delegation.mandate.list': read,
  'delegation.mandate_offer.list': read,
  /** The sponsor of the agent that follows, as for any standing mandate; the verb says so. */
  'delegation.mandate_offer.accept': { roles: ['admin', 'owner'], jobs: [], root: false },
  'delegation.mandate_offer.decline': { roles: ['admin', 'owner'], jobs: [], root: false },
  'delegation.chain.get': read,
  'ledger.event.list': read,
  'ledger.event.get': read,
  'ledger.event.prove': read,
  'ledger.head.get': read,
  'ledger.export': read,
  'ledger.import.read': read,
  /** Whoever began an import sends it; the verb says so. */
  'ledger.import.begin': { roles: ['admin', 'analyst'], jobs: [], root: true },
  'ledger.import.add': { roles: ['admin', 'analyst'], jobs: [], root: true },
  'ledger.import.end': { roles: ['admin', 'analyst'], jobs: [], root: true },
  /** One's own; the verb says who else removes what is shared. */
  'filters.list': { roles: EVERYONE, jobs: [], root: false },
  'filters.save': { roles: EVERYONE, jobs: [], root: false },
  'filters.change': { roles: EVERYONE, jobs: [], root: false },
  'filters.remove': { roles: EVERYONE, jobs: [], root: false },
  'ledger.retention.get': read,
  'ledger.archive.list': read,
  'ledger.retention.set': { roles: ['admin'], jobs: [], root: true },
  'ledger.retention.hold': { roles: ['admin'], jobs: [], root: true },
  'ledger.retention.release': { roles: ['admin'], jobs: [], root: true },
  'ledger.witness.list': read,
  'ledger.witness.add': { roles: ['admin'], jobs: [], root: true },
  'ledger.witness.remove': { roles: ['admin'], jobs: [], root: true },
  'ledger.witnessed.list': read,
  'ledger.witnessed.add': { roles: ['admin'], jobs: [], root: true },
  'ledger.witnessed.remove': { roles: ['admin'], jobs: [], root: true },
  'ledger.stream.list': read,
  'ledger.stream.add': { roles: ['admin'], jobs: [], root: true },
  'ledger.stream.pause': { roles: ['admin'], jobs: [], root: true },
  'ledger.stream.resume': { roles: ['admin'], jobs: [], root: true },
  'ledger.stream.test': { roles: ['admin'], jobs: [], root: true },
  'ledger.stream.remove': { roles: ['admin'], jobs: [], root: true },
  /** By who delivers, after too many tries. */
  'ledger.stream.stop': { roles: [], jobs: ['ledger.stream'], root: false },
  'containment.preview': { roles: ['admin', 'owner', 'analyst', 'auditor'], jobs: [], root: true },
  'containment.halt': { roles: ['admin', 'owner', 'analyst'], jobs: ['monitoring.respond', 'containment.drill', 'reviews.apply', 'registry.succession', 'registry.lapse', SCIM], root: true },
  /** Of many people's agents at once: asked for by one administrator, and confirmed by another with a passkey. */
  'containment.request': { roles: ['admin'], jobs: [], root: true },
  'containment.request.list': read,
  'containment.confirm': { roles: ['admin'], jobs: [], root: false },
  'containment.cancel': { roles: ['admin'], jobs: [], root: true },
  /** By the order's own end. */
  'containment.expire': { roles: [], jobs: ['containment.until'], root: false },
  'containment.restore.sign': { roles: ['admin', 'owner'], jobs: [], root: false },
  'containment.explain': { roles: ['admin', 'owner', 'analyst'], jobs: [], root: true },
  'containment.restore': { roles: ['admin', 'owner'], jobs: [], root: false },
  'containment.order.list': read,
  'containment.order.get': read,
  'containment.point.list': read,
  'containment.point.invite': { roles: ['admin'], jobs: [], root: true },
  'containment.point.revoke': { roles: ['admin'], jobs: [], root: true },
  'containment.hook.list': read,
  'containment.hook.add': { roles: ['admin'], jobs: [], root: true },
  'containment.hook.remove': { roles: ['admin'], jobs: [], root: true },
  /** By who calls them. */
  'containment.hook.answer': { roles: [], jobs: ['containment.hook'], root: false },
  'signals.receiver.list': read,
  'signals.receiver.add': { roles: ['admin'], jobs: [], root: true },
  'signals.receiver.pause': { roles: ['admin'], jobs: [], root: true },
  'signals.receiver.resume': { roles: ['admin'], jobs: [], root: true },
  'signals.receiver.remove': { roles: ['admin'], jobs: [], root: true },
  'signals.receiver.verify': { roles: ['admin'], jobs: [], root: true },
  /** By a receiver's own token, for its own stream. */
  'signals.stream.create': { roles: [], jobs: ['signals.receiver'], root: false },
  'signals.stream.change': { roles: [], jobs: ['signals.receiver'], root: false },
  'signals.stream.delete': { roles: [], jobs: ['signals.receiver'], root: false },
  'signals.stream.set_status': { roles: [], jobs: ['signals.receiver'], root: false },
  'signals.stream.subject': { roles: [], jobs: ['signals.receiver'], root: false },
  'signals.stream.verify': { roles: [], jobs: ['signals.receiver'], root: false },
  /** By who delivers: that a receiver was told, or was not. */
  'signals.notice.end': { roles: [], jobs: ['signals.delivery'], root: false },
  'containment.drill.start': { roles: ['admin'], jobs: ['containment.drill'], root: true },
  /** The steps of a drill, over its own three agents and nobody else. */
  'containment.drill.prepare': { roles: [], jobs: ['containment.drill'], root: false },
  'containment.drill.lift': { roles: [], jobs: ['containment.drill'], root: false },
  'containment.drill.finish': { roles: [], jobs: ['containment.drill'], root: false },
  'containment.drill.list': read,
  'containment.self_test': read,
  'incidents.list': read,
  'incidents.get': read,
  'incidents.step.set': { roles: ['admin', 'owner', 'analyst'], jobs: [], root: true },
  'incidents.note': { roles: EVERYONE, jobs: [], root: true },
  'incidents.follow': { roles: ['admin', 'owner', 'analyst'], jobs: [], root: true },
  /** What restoring waits for is said by a person. */
  'incidents.resolve': { roles: ['admin', 'owner', 'analyst'], jobs: [], root: false },
  'incidents.playbook.list': read,
  'incidents.playbook.put': { roles: ['admin'], jobs: [], root: true },
  'incidents.policy.set': { roles: ['admin'], jobs: [], root: false },
  'keys.signing_key.list': { ...read, jobs: ['keys.schedule'] },
  'keys.signing_key.rotate': { roles: ['admin'], jobs: ['keys.schedule'], root: true },
  'reviews.campaign.preview': { roles: ['admin'], jobs: [], root: true },
  /** What was never answered is settled in the name of whoever launched it. */
  'reviews.campaign.launch': { roles: ['admin'], jobs: [], root: false },
  /** Whose evidence is still being gathered. */
  'reviews.campaign.cancel': { roles: ['admin'], jobs: [], root: true },
  'reviews.campaign.open': { roles: [], jobs: ['reviews.launch'], root: false },
  'reviews.campaign.list': read,
  'reviews.campaign.get': read,
  'reviews.campaign.pack': read,
  'reviews.campaign.run_out': { roles: [], jobs: ['reviews.due'], root: false },
  'reviews.schedule.list': read,
  /** Its reviews are launched in the name of whoever sets it up. */
  'reviews.schedule.add': { roles: ['admin'], jobs: [], root: false },
  'reviews.schedule.end': { roles: ['admin'], jobs: [], root: false },
  'reviews.schedule.launch': { roles: [], jobs: ['reviews.schedule'], root: false },
  'reviews.mine': read,
  'reviews.agent.list': read,
  'reviews.item.list': read,
  'reviews.item.get': read,
  /** Whoever the item is assigned to; the verb says so. */
  'reviews.item.decide': { roles: EVERYONE, jobs: [], root: false },
  'reviews.submit': { roles: EVERYONE, jobs: [], root: false },
  'reviews.item.certify': { roles: ['admin'], jobs: [], root: false },
  /** Its reviewer or an administrator; the verb says so. */
  'reviews.item.reassign': { roles: EVERYONE, jobs: [], root: false },
  'reviews.item.ask': { roles: EVERYONE, jobs: [], root: false },
  /** Whoever was asked; the verb says so. */
  'reviews.question.answer': { roles: EVERYONE, jobs: [], root: false },
  'reviews.question.withdraw': { roles: EVERYONE, jobs: [], root: false },
  'reviews.item.retry': { roles: ['admin'], jobs: [], root: true },
  'reviews.item.apply': { roles: [], jobs: ['reviews.apply'], root: false },
  'reviews.guide.get': { roles: EVERYONE, jobs: [], root: false },
  'reviews.guide.put_away': { roles: EVERYONE, jobs: [], root: false },
  'reviews.trigger.list': read,
  /** What it opens is opened in the name of whoever switched it on. */
  'reviews.trigger.set': { roles: ['admin'], jobs: [], root: false },
  'reviews.trigger.open': { roles: [], jobs: ['reviews.trigger'], root: false },
  /** Taking access from many at once is confirmed by a person. */
  'reviews.apply.confirm': { roles: ['admin'], jobs: [], root: false },
  'reviews.apply.pause': { roles: ['admin'], jobs: [], root: true },
  'reviews.apply.resume': { roles: ['admin'], jobs: [], root: false },
  'reviews.apply.phase': { roles: [], jobs: ['reviews.apply'], root: false },
  /** Where e-mail goes through, who else is told, and what was not delivered. */
  'notifications.settings.get': { roles: ['admin', 'auditor'], jobs: [], root: true },
  'notifications.mail.set': { roles: ['admin'], jobs: [], root: true },
  'notifications.mail.remove': { roles: ['admin'], jobs: [], root: true },
  'notifications.mail.test': { roles: ['admin'], jobs: [], root: false },
  'notifications.webhook.add': { roles: ['admin'], jobs: [], root: true },
  'notifications.webhook.test': { roles: ['admin'], jobs: [], root: true },
  'notifications.webhook.remove': { roles: ['admin'], jobs: [], root: true },
  'notifications.delivery.retry': { roles: ['admin'], jobs: [], root: true },
  'notifications.mine.get': { roles: EVERYONE, jobs: [], root: false },
  'notifications.mine.set': { roles: EVERYONE, jobs: [], root: false },
  'notifications.mine.set_zone': { roles: EVERYONE, jobs: [], root: false },
  'discovery.read': read,
  /** Folders of the host are an administrator's to open. */
  'discovery.platform.add': { roles: ['admin'], jobs: [], root: true },
  'discovery.platform.remove': { roles: ['admin'], jobs: [], root: true },
  'discovery.source.add': { roles: ['admin'], jobs: [], root: true },
  'discovery.source.remove': { roles: ['admin'], jobs: [], root: true },
  'discovery.source.scan': { roles: ['admin', 'owner'], jobs: [], root: true },
  /** What was found by somebody, or by the worker in a folder. */
  'discovery.run.begin': { roles: ['admin', 'owner'], jobs: [], root: true },
  'discovery.run.add': { roles: ['admin', 'owner'], jobs: ['discovery.scan'], root: true },
  'discovery.run.end': { roles: ['admin', 'owner'], jobs: ['discovery.scan'], root: true },
  'discovery.item.ignore': { roles: ['admin', 'owner'], jobs: [], root: true },
  'discovery.item.merge': { roles: ['admin', 'owner'], jobs: [], root: true },
  'discovery.item.register': { roles: ['admin', 'owner'], jobs: [], root: true },
  'discovery.item.reopen': { roles: ['admin', 'owner'], jobs: [], root: true },
  'overview.get': read,
  /** Whoever may read the record may draw from it; what was found is said by who drew it. */
  'audit.draw.make': { roles: EVERYONE, jobs: [], root: true },
  'audit.draw.read': read,
  'audit.draw.mark': { roles: EVERYONE, jobs: [], root: false },
  'audit.draw.pack': read,
  'posture.read': read,
  'posture.report': read,
  /** The weights: what counts how much is an administrator's to say, and is recorded. */
  'posture.configure': { roles: ['admin'], jobs: [], root: false },
  'sample.get': read,
  /** By the process that builds it, as the sample's own administrator. */
  'sample.report': { roles: ['admin'], jobs: [], root: false },
  'sample.open': { roles: ['admin'], jobs: [], root: true },
  'sample.erase': { roles: ['admin'], jobs: [], root: true },
} as const satisfies Record<string, Rule>

export type Permission = keyof typeof PERMISSIONS
