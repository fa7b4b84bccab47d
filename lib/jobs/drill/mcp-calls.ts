import { reasonIn } from './attempt-token'
import type { Answer, DrillRun } from './run'

/** Why a point refuses, in words of the JSON-RPC error that it sends. Without a lease it refuses everything, and that counts. */
const REFUSING = new Set(['containment', 'lease'])

/** Real calls of one agent through one enforcement point: an MCP session that is opened, and a tool that is called. */
export function mcpCalls(run: DrillRun, token: string, url: string, tool: string): () => Promise<Answer> {
  let session: string | null = null
  let id = 0
  return async () => {
    if (session === null) {
      const opened = await run.post(url, token, {
        jsonrpc: '2.0', id: (id += 1), method: 'initialize',
        params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'lanyard-drill', version: '1' } },
      }, null) // prettier-ignore
      if (opened.status !== 200 || opened.session === null) return refusalOf(opened)
      session = opened.session
      await run.post(url, token, { jsonrpc: '2.0', method: 'notifications/initialized' }, session)
    }
    const called = await run.post(url, token, { jsonrpc: '2.0', id: (id += 1), method: 'tools/call', params: { name: tool, arguments: { message: 'drill' } } }, session)
    if (called.status === 200 && hasResult(called.body)) return { verdict: 'allowed', detail: 'the call went through' }
    // Its session was ended by the halt: the next one asks for another, and is refused for what it is.
    if (called.status === 404) session = null
    return refusalOf(called)
  }
}

export function refusalOf({ status, body }: { status: number; body: string }): Answer {
  const reason = reasonIn(body)
  if (reason !== null && REFUSING.has(reason)) return { verdict: 'refused', detail: reason === 'lease' ? 'refused: it holds no lease' : 'refused: halted' }
  return { verdict: 'unknown', detail: `status ${status}${reason ? `, ${reason}` : ''}` }
}

const hasResult = (body: string): boolean => /"result"\s*:/.test(body)
