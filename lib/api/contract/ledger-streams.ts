import { z } from 'zod'
import { AddStreamInput, NewStreamView, PauseStreamInput, StreamIdInput, StreamView } from '@/lib/identity/streams/contract'
import { endpoint } from './endpoint'

const Nothing = z.object({})

/** Where the ledger leaves to as it is sealed. */
export const LEDGER_STREAMS = {
  list: endpoint({ method: 'GET', path: '/ledger/streams', permission: 'ledger.stream.list', input: Nothing, output: z.array(StreamView), summary: 'Streams of the ledger, each with how far behind it is' }),
  add: endpoint({ method: 'POST', path: '/ledger/streams', permission: 'ledger.stream.add', input: AddStreamInput, output: NewStreamView, summary: 'Stream the ledger to syslog, a webhook or a file; a webhook’s secret is shown once' }),
  pause: endpoint({ method: 'POST', path: '/ledger/streams/:streamId/pause', permission: 'ledger.stream.pause', input: PauseStreamInput, output: Nothing, summary: 'Hold a stream at its place' }),
  resume: endpoint({ method: 'POST', path: '/ledger/streams/:streamId/resume', permission: 'ledger.stream.resume', input: StreamIdInput, output: Nothing, summary: 'Let a stream go on from its place' }),
  test: endpoint({ method: 'POST', path: '/ledger/streams/:streamId/test', permission: 'ledger.stream.test', input: StreamIdInput, output: Nothing, summary: 'Have a line sent that is no entry; the list says what came of it' }),
  remove: endpoint({ method: 'DELETE', path: '/ledger/streams/:streamId', permission: 'ledger.stream.remove', input: StreamIdInput, output: Nothing, summary: 'Remove a stream: nothing leaves by it any more' }),
} as const
