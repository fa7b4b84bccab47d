/** Receivers of shared signals (SSF). */
export const SIGNALS_ACTS: Record<string, string> = {
  'signals.receiver.add': 'set up the receiver of shared signals',
  'signals.receiver.pause': 'held what is told to the receiver',
  'signals.receiver.resume': 'let through what is told to the receiver',
  'signals.receiver.remove': 'removed the receiver',
  'signals.receiver.verify': 'sent a verification to the receiver',
  'signals.stream.create': 'set up its stream of shared signals',
  'signals.stream.change': 'changed its stream of shared signals',
  'signals.stream.delete': 'deleted its stream of shared signals',
  'signals.stream.set_status': 'set the status of its stream of shared signals',
  'signals.stream.subject': 'chose a subject of its stream of shared signals',
  'signals.stream.verify': 'asked for a verification of its stream of shared signals',
}
