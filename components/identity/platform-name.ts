/** How the makers write the names of their platforms; the document's own word where nobody has told us. */
const NAMES: Readonly<Record<string, string>> = {
  agentforce: 'Agentforce',
  bedrock: 'Bedrock',
  claude_code: 'Claude Code',
  copilot_studio: 'Copilot Studio',
  crewai: 'CrewAI',
  custom: 'custom',
  langchain: 'LangChain',
  langgraph: 'LangGraph',
  mcp_client: 'MCP client',
  openai_agents: 'OpenAI Agents',
  vertex_ai: 'Vertex AI',
}

/** A platform of the open list of identity documents, as a person reads it. */
export const platformName = (platform: string): string => NAMES[platform] ?? platform
