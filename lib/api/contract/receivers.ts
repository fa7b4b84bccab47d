import { z } from 'zod'
import { AddReceiverInput, NewReceiverView, PauseReceiverInput, ReceiverIdInput, ReceiverView } from '@/lib/identity/signals/contract'
import { endpoint } from './endpoint'

const Nothing = z.object({})

/** Who is told of orders by shared signals (OpenID SSF, CAEP). Their streams they manage themselves, under `/ssf`. */
export const RECEIVERS = {
  list: endpoint({ method: 'GET', path: '/receivers', permission: 'signals.receiver.list', input: Nothing, output: z.array(ReceiverView), summary: 'Receivers of shared signals, each with its stream' }),
  add: endpoint({ method: 'POST', path: '/receivers', permission: 'signals.receiver.add', input: AddReceiverInput, output: NewReceiverView, summary: 'Add a receiver of shared signals; its secret is shown once' }),
  pause: endpoint({ method: 'POST', path: '/receivers/:receiverId/pause', permission: 'signals.receiver.pause', input: PauseReceiverInput, output: Nothing, summary: 'Hold what a receiver would be told' }),
  resume: endpoint({ method: 'POST', path: '/receivers/:receiverId/resume', permission: 'signals.receiver.resume', input: ReceiverIdInput, output: Nothing, summary: 'Let a receiver have what was held, and what comes' }),
  verify: endpoint({ method: 'POST', path: '/receivers/:receiverId/verification', permission: 'signals.receiver.verify', input: ReceiverIdInput, output: Nothing, summary: 'Send a receiver a verification event' }),
  remove: endpoint({ method: 'DELETE', path: '/receivers/:receiverId', permission: 'signals.receiver.remove', input: ReceiverIdInput, output: Nothing, summary: 'Remove a receiver: its credential opens nothing any more' }),
} as const
