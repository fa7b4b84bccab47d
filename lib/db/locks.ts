/**
 * Advisory locks of this installation, two int4 each: (class, key). Transaction-level ones queue fairly,
 * so a stream of shared holders cannot starve an exclusive one.
 */
export const LOCK = {
  /** Shared by every batch that issues tokens or records calls for a tenant; exclusive for a containment order. */
  containment: 0x4c41_0001,
  /** Held by the one process that sequences the ledger. */
  sequencer: 0x4c41_0002,
  /** Held while signing keys are made or rotated. */
  signingKeys: 0x4c41_0003,
  /** Held while the first administrator is made. */
  firstRun: 0x4c41_0004,
  /** Held, a tenant at a time, while agents are registered: names are compared by what they look like. */
  registry: 0x4c41_0005,
  /** Held while partitions of the ledger are made or taken away (by functions in the database, which name it by its number). */
  ledgerPartitions: 0x4c41_0006,
  /** Held while a file of archived entries is recorded. */
  ledgerArchive: 0x4c41_0007,
  /** Held by the one worker that carries out the outbox. */
  outbox: 0x4c41_0020,
  /** Held, a tenant at a time, while its posture is computed. */
  posture: 0x4c41_0021,
} as const
