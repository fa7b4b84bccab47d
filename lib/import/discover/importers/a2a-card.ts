import { A2aCard } from '../../a2a-card'
import { plainUrl, schemesOf } from '../credentials'
import { dig, fieldsOf, isFields, listOf, textOf, type Importer } from '../outcome'

/** Agent cards (A2A 0.2 to 1.0). A card is what an agent says of itself. */
export const a2aCard: Importer = {
  title: 'A2A agent card',
  read(file) {
    if (!isFields(file.value) || !('skills' in file.value)) return null
    const looks = 'capabilities' in file.value || 'supportedInterfaces' in file.value || 'protocolVersion' in file.value || /agent[-_]?card|\.well-known\/agent/.test(file.path)
    const parsed = A2aCard.safeParse(file.value)
    if (!parsed.success) return looks ? { found: [], unread: parsed.error.issues.slice(0, 5).map((issue) => ({ at: issue.path.map((part) => (typeof part === 'number' ? part : String(part))), reason: 'is not as in an agent card' })) } : null
    if (!looks) return null
    const card = parsed.data
    const skills = card.skills.map((skill, index) => ({ skill: fieldsOf(skill), index }))
    const interfaces = [...listOf(file.value['supportedInterfaces']), ...listOf(file.value['additionalInterfaces'])]
    return {
      found: [
        {
          kind: 'a2a_card',
          at: [],
          name: card.name,
          platform: 'a2a',
          version: card.version,
          purpose: card.description,
          deployer: card.provider?.organization,
          urls: [plainUrl(file.value['url']), ...interfaces.map((one) => plainUrl(dig(one, 'url')))].flatMap((url) => url ?? []),
          capabilities: skills.flatMap(({ skill }) => (textOf(skill['id']) ? [{ id: String(skill['id']), description: textOf(skill['description']) ?? textOf(skill['name']) ?? String(skill['id']) }] : [])),
          notes: ['Who owns it, its risk, and what it may call: a card does not say'],
          card: file.value,
          sightings: schemesOf(card.securitySchemes, ['securitySchemes']),
        },
      ],
      unread: skills.flatMap(({ skill, index }) => (textOf(skill['id']) ? [] : [{ at: ['skills', index], reason: 'is a skill without an id' }])),
    }
  },
}
