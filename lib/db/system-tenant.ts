import { trustedId } from '@/lib/kernel/ids'

/** The tenant of the installation itself: made by the first migration, and the place of records that are nobody's. */
export const SYSTEM_TENANT = trustedId<'tenant'>('01900000-0000-7000-8000-000000000000')
