/** Keys, backups and the sample company. */
export const OPERATE_ACTS: Record<string, string> = {
  'keys.signing_key.rotate': 'rotated',
  'operate.backup': 'saved',
  'operate.restore': 'put back',
  'sample.make': 'set up the tenant of',
  'sample.open': 'made a link into',
  'sample.enter': 'looked into the sample company',
  'sample.report': 'reported on building',
  'sample.erase': 'erased',
}
