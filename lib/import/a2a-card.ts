import { z } from 'zod'
import type { Draft } from './draft'
import { agentName, words } from './names'

const Skill = z.looseObject({ id: z.string(), name: z.string().optional(), description: z.string().optional() })

/** As much of an agent card as is read here; 0.2 to 1.0 of A2A agree on it. */
export const A2aCard = z.looseObject({
  name: z.string(),
  description: z.string().optional(),
  version: z.string().optional(),
  skills: z.array(z.unknown()).max(1_000),
  provider: z.looseObject({ organization: z.string().optional() }).optional(),
  securitySchemes: z.record(z.string(), z.unknown()).optional(),
  signatures: z.array(z.unknown()).optional(),
})

const CAPABILITIES_MAX = 100
const PURPOSE_MIN = 8

/**
 * An agent card (A2A 1.0 §5.5). A card is what an agent says of itself: it gives no tool, no owner and no risk level.
 *
 * @param signed what its signatures prove, in sentences
 */
export function fromA2aCard(card: z.infer<typeof A2aCard>, signed: readonly string[]): Draft {
  const skills = card.skills.map((skill) => Skill.safeParse(skill)).flatMap(({ success, data }) => (success ? [data] : []))
  const purpose = words(card.description, 500)
  const deployer = words(card.provider?.organization, 120)
  const name = agentName(card.name)
  return {
    kind: 'a2a_card',
    document: {
      ...(name ? { name } : {}),
      version: words(card.version, 40) || '1',
      platform: 'a2a',
      ...(purpose.length >= PURPOSE_MIN ? { purpose } : {}),
      capabilities: skills.slice(0, CAPABILITIES_MAX).map((skill) => ({
        capability_id: words(skill.id, 120) || 'skill',
        description: words(skill.description, 500) || words(skill.name, 500) || skill.id,
        risk_level: 'medium' as const,
      })),
      ...(deployer ? { accountability: { deployer } } : {}),
    },
    taken: [
      `${skills.length} ${skills.length === 1 ? 'skill' : 'skills'} as capabilities`,
      ...(purpose ? ['its description as the purpose'] : []),
      ...(deployer ? [`its provider, ${deployer}, as the deployer`] : []),
    ],
    open: [
      'Who owns it and who sponsors it: a card does not say',
      'Its risk, and that of each capability: medium is only a place to start',
      'What it may call: skills are what it offers, not what it is allowed to use',
      ...signed,
      ...(card.skills.length > skills.length ? [`${card.skills.length - skills.length} skills without an id were left out`] : []),
      ...(skills.length > CAPABILITIES_MAX ? [`Skills after the first ${CAPABILITIES_MAX} were left out`] : []),
    ],
    secrets: [],
  }
}
