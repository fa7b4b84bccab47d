import { refusalOf } from './mcp-calls'
import type { Answer, DrillRun } from './run'

/** Below the address of a resource server with `lanyard/guard`, which answers it by itself after every check (lib/guard/well-known.ts). */
const PROBE_PATH = '/.well-known/lanyard-probe'

/** Real calls of one agent to a server that guards itself: the whole way, and then nothing is done. */
export function probeCalls(run: DrillRun, token: string, resource: string): () => Promise<Answer> {
  const url = resource.replace(/\/$/, '') + PROBE_PATH
  return async () => {
    const answer = await run.post(url, token, {}, null)
    return answer.status === 204 ? { verdict: 'allowed', detail: 'the call went through' } : refusalOf(answer)
  }
}
