/** Mandates. */
export const DELEGATION_ACTS: Record<string, string> = {
  'delegation.mandate.give': 'gave a mandate to',
  'delegation.mandate.give_standing': 'gave a standing mandate to',
  'delegation.mandate_offer.accept': 'gave what a retired agent had to',
  'delegation.mandate_offer.decline': 'declined what a retired agent had, for',
  'delegation.mandate.withdraw': 'withdrew a mandate of',
  'delegation.mandate.refuse': 'refused a mandate to',
}
