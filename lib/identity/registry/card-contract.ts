import { z } from 'zod'
import { idField } from '@/lib/kernel/fields'
import { AGENT_STATUSES } from './contract'

/**
 * An agent card (A2A 1.0 §4.4.1), as much of it as an identity document can answer for. INVARIANT: nothing in it is an
 * empty text, list or object. Libraries leave those out before they canonicalize, the specification keeps some of them:
 * without any, all sign and verify the same bytes.
 */
export const AgentCard = z.object({
  name: z.string(),
  description: z.string(),
  version: z.string(),
  provider: z.object({ organization: z.string(), url: z.string() }),
  supportedInterfaces: z.array(z.object({ url: z.string(), protocolBinding: z.string(), protocolVersion: z.string() })),
  capabilities: z.object({ extendedAgentCard: z.boolean() }),
  defaultInputModes: z.array(z.string()),
  defaultOutputModes: z.array(z.string()),
  skills: z.array(z.object({ id: z.string(), name: z.string(), description: z.string(), tags: z.array(z.string()) })),
  securitySchemes: z.record(
    z.string(),
    z.object({
      oauth2SecurityScheme: z.object({ description: z.string(), flows: z.object({ clientCredentials: z.object({ tokenUrl: z.string() }) }), oauth2MetadataUrl: z.string() }),
    }),
  ),
})
export type AgentCard = z.infer<typeof AgentCard>

export const CardInput = z.object({ agentId: idField<'agent'>() })
export const PublishCardInput = CardInput.extend({
  /** Where the agent answers A2A calls; left out, the address that it was published with before. Nothing connects to it. */
  url: z.string().max(500).optional(),
})

export const CardView = z.object({
  agent: z.object({ id: z.string(), name: z.string(), status: z.enum(AGENT_STATUSES) }),
  /** Where the signed card is, whenever it is public. A2A clients find it by what comes before `/.well-known/`. */
  address: z.url(),
  published_at: z.iso.datetime().nullable(),
  /** Published, and the agent is active: who asks at `address` gets it. */
  served: z.boolean(),
  /** Where the agent answers; null until somebody has said so. */
  url: z.string().nullable(),
  /** What it says, from the revision in force and without the signature; null where no revision is in force. */
  card: AgentCard.nullable(),
  may_change: z.boolean(),
})
export type CardView = z.infer<typeof CardView>
