/** Incidents and playbooks. */
export const INCIDENTS_ACTS: Record<string, string> = {
  'incidents.note': 'noted on',
  'incidents.follow': 'chose another playbook for',
  'incidents.resolve': 'resolved',
  'incidents.playbook.put': 'wrote a version of the playbook',
  'incidents.policy.set': 'said what restoring waits for',
}
