import { Fault } from '@/lib/kernel/fault'
import type { AgentCard } from '../card-contract'
import type { IdentityDocument } from '../contract'

const A2A_VERSION = '1.0'

export type CardSource = { name: string; organization: string; url: string | null; revision: number; document: IdentityDocument }

export const cardAddress = (issuer: string, agentId: string): string => `${issuer}/a2a/${agentId}/.well-known/agent-card.json`

/**
 * What of an identity document is meant for others: what the agent is called, what it is for and can do, and how to be
 * let in. Who owns it, its risk, its tools, its data and whom it may delegate to stay inside.
 */
export function cardOf(issuer: string, { name, organization, url, revision, document }: CardSource): AgentCard {
  const skills = document.capabilities.map(({ capability_id: id, description }) => ({ id, name: id, description, tags: [id] }))
  return {
    name,
    description: document.purpose,
    version: String(revision),
    provider: { organization: document.accountability?.deployer ?? organization, url: issuer },
    supportedInterfaces: url === null ? [] : [{ url, protocolBinding: 'JSONRPC', protocolVersion: A2A_VERSION }],
    capabilities: { extendedAgentCard: false },
    defaultInputModes: ['text/plain'],
    defaultOutputModes: ['text/plain'],
    // A card needs a skill: that of an agent without capabilities is its purpose.
    skills: skills.length > 0 ? skills : [{ id: name, name, description: document.purpose, tags: [name] }],
    securitySchemes: {
      lanyard: {
        oauth2SecurityScheme: {
          description: 'Each call needs an access token of this issuer for this agent’s address, bound to the caller’s key (DPoP, RFC 9449).',
          flows: { clientCredentials: { tokenUrl: `${issuer}/oauth/token` } },
          oauth2MetadataUrl: `${issuer}/.well-known/oauth-authorization-server`,
        },
      },
    },
  }
}

/** A card that is to be signed has no part that somebody else's canonical form would leave out. */
export function assertFull(value: unknown, at = 'card'): void {
  if (value === '' || value === null || (typeof value === 'object' && Object.keys(value).length === 0)) throw new Fault(`${at} is empty`)
  if (typeof value === 'object') for (const [key, part] of Object.entries(value)) assertFull(part, `${at}.${key}`)
}
