import type { TransferView } from '@/lib/identity/registry/ownership-contract'

/** One offer of agents: by whom, from whom, as what and why. A large one is made in steps, each a batch of its own. */
export type Offer = Pick<TransferView, 'role' | 'reason' | 'requested_by'> & { from: { id: string } }

export const isOf =
  (offer: Offer) =>
  (one: Offer): boolean =>
    one.role === offer.role && one.reason === offer.reason && one.requested_by === offer.requested_by && one.from.id === offer.from.id

/** What was offered together is answered together: hundreds of agents of one offer are one line. */
export function byOffer(transfers: readonly TransferView[]): [TransferView, ...TransferView[]][] {
  const offers: [TransferView, ...TransferView[]][] = []
  for (const transfer of transfers) {
    const offer = offers.find(([first]) => isOf(first)(transfer))
    if (offer) offer.push(transfer)
    else offers.push([transfer])
  }
  return offers
}
