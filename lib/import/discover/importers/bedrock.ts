import { dig, fieldsOf, isFields, listOf, textOf, type Importer, type Raw } from '../outcome'

/** CloudFormation with `AWS::Bedrock::Agent` in it. Functions of the template are not evaluated. */
export const bedrock: Importer = {
  title: 'Bedrock agent (CloudFormation)',
  read(file) {
    const { Resources: resources } = fieldsOf(file.value)
    if (!isFields(resources) || !Object.values(resources).some((one) => typeof dig(one, 'Type') === 'string')) return null
    const agents = Object.entries(resources).filter(([, one]) => dig(one, 'Type') === 'AWS::Bedrock::Agent')
    if (agents.length === 0) return { found: [], nothing: 'A CloudFormation template without a Bedrock agent' }
    return {
      found: agents.map(([id, resource]): Raw => {
        const of = fieldsOf(dig(resource, 'Properties'))
        const groups = listOf(of['ActionGroups'])
        return {
          kind: 'bedrock_agent',
          at: ['Resources', id],
          name: textOf(of['AgentName']) ?? id,
          platform: 'bedrock',
          purpose: textOf(of['Description']) ?? of['Instruction'],
          capabilities: groups.flatMap((group) => (textOf(dig(group, 'ActionGroupName')) ? [{ id: String(dig(group, 'ActionGroupName')), description: textOf(dig(group, 'Description')) ?? String(dig(group, 'ActionGroupName')) }] : [])),
          reaches: [
            ...(textOf(of['FoundationModel']) ? [`model: ${String(of['FoundationModel'])}`] : []),
            ...groups.map((group) => `action group: ${textOf(dig(group, 'ActionGroupName')) ?? '?'}`),
            ...listOf(of['KnowledgeBases']).map((base) => `knowledge base: ${textOf(dig(base, 'KnowledgeBaseId')) ?? 'named elsewhere'}`),
            ...listOf(of['AgentCollaborators']).map((one) => `agent: ${textOf(dig(one, 'CollaboratorName')) ?? '?'}`),
          ],
          notes: textOf(of['AgentName']) ? [] : ['Its name is made when the stack is: this is its name in the template'],
          sightings: 'AgentResourceRoleArn' in of ? [{ at: ['Resources', id, 'Properties', 'AgentResourceRoleArn'], tier: 2, what: 'takes on an IAM role', value: null }] : [],
        }
      }),
      unread: agents.flatMap(([id, resource]) => (isFields(dig(resource, 'Properties')) ? [] : [{ at: ['Resources', id], reason: 'is an agent without properties' }])),
    }
  },
}
