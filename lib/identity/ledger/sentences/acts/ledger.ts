/** The record itself: exports, streams, saved filters. */
export const LEDGER_ACTS: Record<string, string> = {
  'ledger.export': 'exported',
  'ledger.import.begin': 'began to import the audit logs',
  'ledger.import.add': 'added to the import of the audit logs',
  'ledger.import.end': 'imported the audit logs',
  'filters.save': 'saved the filter',
  'filters.change': 'changed the filter',
  'filters.remove': 'removed the filter',
  'ledger.stream.add': 'set up the stream of the ledger',
  'ledger.stream.pause': 'paused the stream of the ledger',
  'ledger.stream.resume': 'resumed the stream of the ledger',
  'ledger.stream.remove': 'removed the stream of the ledger',
  'ledger.stream.test': 'sent a test by the stream of the ledger',
  'ledger.stream.stop': 'gave up, after too many tries, the stream of the ledger',
}
