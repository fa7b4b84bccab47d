import type { CheckpointSigner } from '@/lib/identity/ledger'
import { noteSigner, type NoteSigner } from '@/lib/tlog'

/** One key for all logs of an installation, under a name for each: the log's origin (C2SP tlog-checkpoint). */
export function checkpointSigner(issuer: string, seed: Uint8Array): CheckpointSigner {
  const signers = new Map<string, NoteSigner>()
  const { host } = new URL(issuer)
  return (tenantId) => {
    const signer = signers.get(tenantId) ?? noteSigner(`${host}/log/${tenantId}`, seed)
    signers.set(tenantId, signer)
    return signer
  }
}
