import { fieldsOf, isFields, textOf, textsOf, type Importer } from '../outcome'

/** CrewAI's `agents.yaml`: each entry has a role, a goal and a backstory. */
export const crewAi: Importer = {
  title: 'CrewAI agents',
  read(file) {
    if (file.format !== 'yaml' || !isFields(file.value)) return null
    const entries = Object.entries(file.value)
    const isAgent = (entry: unknown) => isFields(entry) && textOf(entry['role']) !== undefined && ('goal' in entry || 'backstory' in entry)
    if (!entries.some(([, entry]) => isAgent(entry))) return null
    const crew = file.path.split('/').slice(0, -1).findLast((part) => part !== 'config' && part !== '')
    return {
      found: entries.flatMap(([name, entry]) =>
        isAgent(entry)
          ? [{ kind: 'crewai' as const, at: [name], name: crew ? `${crew} ${name}` : name, platform: 'crewai', purpose: textOf(fieldsOf(entry)['goal']) ?? fieldsOf(entry)['role'], capabilities: [{ id: name, description: textOf(fieldsOf(entry)['role']) ?? name }], reaches: [...textsOf(fieldsOf(entry)['tools']), ...(textOf(fieldsOf(entry)['llm']) ? [`model: ${String(fieldsOf(entry)['llm'])}`] : [])], notes: fieldsOf(entry)['allow_delegation'] === true ? ['It may pass work on to any other agent of its crew'] : [] }]
          : [],
      ),
      unread: entries.flatMap(([name, entry]) => (isAgent(entry) ? [] : [{ at: [name], reason: 'is no agent: it has no role and goal' }])),
    }
  },
}
