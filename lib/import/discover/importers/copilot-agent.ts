import { fieldsOf, isFields, listOf, textOf, textsOf, type Importer } from '../outcome'
import { mcpClient } from './mcp-client'

/** Custom agents of GitHub Copilot and Claude Code, and chat modes: Markdown with front matter. */
export const copilotAgent: Importer = {
  title: 'Copilot custom agent',
  read(file) {
    if (file.format !== 'front_matter') return null
    const isNamedSo = /\.(agent|chatmode)\.md$/.test(file.base) || /(^|\/)\.(github|claude)\/agents\/[^/]+\.md$/i.test(file.path)
    if (file.value === null) return isNamedSo ? { found: [], unread: [{ at: [], reason: 'is named as an agent, and has no front matter' }] } : { found: [], nothing: 'Markdown without front matter' }
    if (!isFields(file.value)) return { found: [], unread: [{ at: [], reason: 'has front matter without fields' }] }
    const { value } = file
    if (!isNamedSo && !('tools' in value || 'mcp-servers' in value)) return { found: [], nothing: 'Markdown whose front matter is not an agent’s' }
    const name = textOf(value['name']) ?? file.base.replace(/\.(agent|chatmode)?\.?md$/, '')
    const servers = value['mcp-servers']
    const inner = isFields(servers) ? mcpClient.read({ ...file, format: 'yaml', value: { mcpServers: servers } }) : null
    const tools = typeof value['tools'] === 'string' ? value['tools'].split(',').map((tool) => tool.trim()).filter(Boolean) : textsOf(value['tools'])
    return {
      found: [
        {
          kind: 'copilot_agent',
          at: [],
          name,
          platform: 'github_copilot',
          purpose: value['description'],
          reaches: [...tools.map((tool) => `tool: ${tool}`), ...textsOf(value['agents']).map((agent) => `agent: ${agent}`), ...(inner?.found[0]?.reaches ?? [])],
          urls: inner?.found[0]?.urls ?? [],
          ...(inner?.found[0]?.servers ? { servers: inner.found[0].servers } : {}),
          notes: [
            ...('tools' in value ? [] : ['It names no tools, and so may use all that its host has']),
            ...(tools.includes('*') ? ['It may use every tool that its host has'] : []),
            ...(listOf(value['agents']).length > 0 ? ['It passes work on to other agents'] : []),
            ...(textOf(value['model']) ? [`Its model: ${String(value['model'])}`] : []),
          ],
          sightings: (inner?.found[0]?.sightings ?? []).map((one) => ({ ...one, at: ['mcp-servers', ...one.at.slice(1)] })),
        },
      ],
      unread: [...('tools' in value && tools.length === 0 && listOf(value['tools']).length > 0 ? [{ at: ['tools'], reason: 'is no list of names' }] : []), ...(isFields(value['tools']) && Object.keys(fieldsOf(value['tools'])).length > 0 ? [{ at: ['tools'], reason: 'is no list of names' }] : [])],
    }
  },
}
