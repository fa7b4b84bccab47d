import type { CheckpointSigner, CosignerOf } from '@/lib/identity/ledger'
import { cosigner, noteSigner, type Cosigner, type NoteSigner } from '@/lib/tlog'

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

/** Each tenant as a witness of others' logs, under a name and with a key of its own (C2SP tlog-cosignature). */
export function witnessCosigner(issuer: string, seedOf: (tenantId: string) => Uint8Array): CosignerOf {
  const cosigners = new Map<string, Cosigner>()
  const { host } = new URL(issuer)
  return (tenantId) => {
    const one = cosigners.get(tenantId) ?? cosigner(`${host}/witness/${tenantId}`, seedOf(tenantId))
    cosigners.set(tenantId, one)
    return one
  }
}
