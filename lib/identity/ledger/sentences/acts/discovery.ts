/** What was found. */
export const DISCOVERY_ACTS: Record<string, string> = {
  'discovery.source.add': 'has discovery look through',
  'discovery.source.remove': 'has discovery look no more through',
  'discovery.source.scan': 'asked for a scan of',
  'discovery.platform.add': 'believes, in what it says of its workloads, the platform',
  'discovery.platform.remove': 'believes no more the platform',
  'discovery.run.begin': 'began to send what was found in',
  'discovery.run.add': 'recorded what was found in',
  'discovery.run.end': 'finished a scan of',
  'discovery.item.ignore': 'ignored, of what was found,',
  'discovery.item.merge': 'recognised, of what was found,',
  'discovery.item.register': 'registered, of what was found,',
  'discovery.item.reopen': 'took back the decision on',
}
