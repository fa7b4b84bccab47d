import { StdioServerTransport } from '@modelcontextprotocol/server/stdio'
import { deskServer } from '@/lib/sample/tools/desk'
import { freightServer } from '@/lib/sample/tools/freight'

const SERVERS = { freight: freightServer, desk: deskServer } as const

/** The sample company's own MCP servers, started by the gateway: `sample-tools.js freight`. */
const name = process.argv[2]
if (name !== 'freight' && name !== 'desk') {
  process.stderr.write('there is `freight` and `desk`\n')
  process.exit(2)
}
await SERVERS[name]().connect(new StdioServerTransport())
