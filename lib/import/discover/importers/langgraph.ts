import { namedSecrets } from '../credentials'
import { fieldsOf, isFields, textOf, type Importer } from '../outcome'

/** LangGraph's deployment manifest: each graph in it is an agent that is served. */
export const langGraph: Importer = {
  title: 'LangGraph manifest',
  read(file) {
    const { graphs } = fieldsOf(file.value)
    if (!isFields(graphs) || !(file.base.startsWith('langgraph') || 'dependencies' in fieldsOf(file.value))) return null
    const entries = Object.entries(graphs)
    const env = fieldsOf(file.value)['env']
    return {
      found: entries.flatMap(([name, graph]) => {
        const code = textOf(graph) ?? textOf(fieldsOf(graph)['path'])
        return code === undefined
          ? []
          : [{ kind: 'langgraph' as const, at: ['graphs', name], name, platform: 'langchain', purpose: fieldsOf(graph)['description'], reaches: [`code: ${code}`], notes: ['What it calls is in its code, which is not run here', ...(textOf(env) ? [`It reads its environment from ${String(env)}`] : [])] }]
      }),
      unread: entries.flatMap(([name, graph]) => (textOf(graph) ?? textOf(fieldsOf(graph)['path']) ? [] : [{ at: ['graphs', name], reason: 'is a graph without the code that it is made by' }])),
      ...(entries.length === 0 ? { nothing: 'A LangGraph manifest without a graph' } : {}),
      sightings: isFields(env) ? namedSecrets(env, ['env']) : [],
    }
  },
}
