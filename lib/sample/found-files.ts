/**
 * What lies about in a company, in the formats that people really have: on a laptop, in repositories, in an export. The
 * one secret among them is made up like everything else, and opens nothing.
 */
export const FOUND_FILES: Readonly<Record<string, string>> = {
  'laptops/jonas-weber/.cursor/mcp.json': json({
    mcpServers: {
      files: { command: 'npx', args: ['-y', '@modelcontextprotocol/server-filesystem', '/home/jonas/handbook'] },
      'carrier-portal': { url: 'https://portal.northlane.example/mcp', headers: { 'X-Api-Key': 'nl-live-8d1f04c7a2b95e63' } },
      'port-notices': { url: 'https://notices.meridian-freight.example/mcp', auth: { oauth: { scopes: ['notices.read'] } } },
    },
  }),
  'repos/delay-crew/config/agents.yaml': `delay_watcher:
  role: Watches for late shipments
  goal: Find shipments that will miss their slot before the carrier says so
  backstory: Has read five years of port notices
  tools: [list_shipments, port_notices]
customer_notifier:
  role: Tells customers
  goal: Write one honest message for each late shipment
  backstory: Never promises what the carrier has not confirmed
  allow_delegation: true
`,
  'repos/support-answers/.well-known/agent-card.json': json({
    protocolVersion: '0.3.0',
    name: 'answer-drafter',
    description: 'Drafts answers to tickets about shipments, for a person to send',
    version: '2.1.0',
    url: 'https://answers.meridian-freight.example/a2a',
    capabilities: { streaming: true },
    defaultInputModes: ['text/plain'],
    defaultOutputModes: ['text/plain'],
    securitySchemes: { sso: { type: 'openIdConnect', openIdConnectUrl: 'https://id.meridian-freight.example/.well-known/openid-configuration' } },
    skills: [{ id: 'draft-answer', name: 'Draft an answer', description: 'Reads a ticket and drafts an answer to it', tags: ['support'] }],
  }),
  'exports/copilot/customs-helper/declarativeAgent.json': json({
    $schema: 'https://developer.microsoft.com/json-schemas/copilot/declarative-agent/v1.4/schema.json',
    version: 'v1.4',
    name: 'Customs helper',
    description: 'Answers questions about customs codes from the shared folder of the customs desk',
    instructions: 'Answer from the folder alone, and name the document.',
    capabilities: [{ name: 'OneDriveAndSharePoint' }],
  }),
  'laptops/amara-okafor/claude_desktop_config.json': json({
    mcpServers: {
      invoices: { command: 'invoices-mcp', args: [], env: { INVOICES_TOKEN: '${INVOICES_TOKEN}' } },
      'customs-codes': { command: 'docker', args: ['run', '-i', '--env-file', 'customs.env', 'meridian/customs-codes'] },
    },
  }),
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`
}
