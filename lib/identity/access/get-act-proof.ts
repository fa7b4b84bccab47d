import { ProofIdInput, type ProofView } from './contract'
import { toProofView } from './internal/proof-view'
import { query } from './internal/tables'

/** One's own only: what was asked to be approved, and whether it was. */
export const getActProof = ({ issuer }: { issuer: string }) =>
  query({
    name: 'access.proof.get',
    input: ProofIdInput,
    answer: async (tx, { actor, input }): Promise<ProofView | null> => {
      if (actor.kind !== 'person') return null
      const proof = await tx.actProof.findFirst({ where: { id: input.proofId, personId: actor.id, tenantId: actor.tenantId } })
      return proof && toProofView(issuer, proof)
    },
  })
