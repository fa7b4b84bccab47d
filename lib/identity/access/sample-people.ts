export const SAMPLE_SLUG = 'sample'
export const SAMPLE_NAME = 'Meridian Freight (sample)'
/** Of a domain that is reserved for examples (RFC 2606), so that it is nobody's address. */
export const SAMPLE_ADMINISTRATOR = { name: 'Elin Solberg', email: 'elin.solberg@meridian-freight.example' }
