/** A lease is good until the point's time of asking plus this; the point asks every 500 ms. */
export const LEASE_MS = 3_000
/** Leases are noted in the database in batches: by how much the noted time may be behind the last one given. */
export const LEASE_NOTED_MS = 1_000

/** True while the point may still hold a lease; when false it refuses everything, since no lease lives longer. */
export const mayHoldLease = (lastLeaseAt: Date | null, now: Date): boolean =>
  lastLeaseAt !== null && now.getTime() - lastLeaseAt.getTime() < LEASE_MS + LEASE_NOTED_MS

/** When the last lease that was given ended at the latest. */
export const leaseEnd = (lastLeaseAt: Date): Date => new Date(lastLeaseAt.getTime() + LEASE_MS)
