import type { AccessProbe } from '@/lib/identity/reviews'
import { accessProbe } from '@/lib/jobs/reviews/access-probe'
import { GATEWAY_URL } from './authorization-server'
import { testSigner } from './signer'

/** As the authority tries what a review took away. */
export const reviewAttempts = async ({ issuer }: { issuer: string }): Promise<AccessProbe> => accessProbe({ issuer, gatewayUrl: GATEWAY_URL, innerNetworks: true, signer: await testSigner() })
