import type { IncomingMessage, ServerResponse } from 'node:http'

/*
 * The whole of what `lanyard/guard` shows. The build makes the package's declarations from this file alone, so it
 * imports nothing of ours.
 */

export type GuardOptions = {
  /** The authority: `LANYARD_ISSUER`. */
  issuer: string
  /** An enrolment code (console, Settings → Points; `lanyard points invite`). Good once, for 15 minutes; afterwards `folder` is enough. */
  code?: string | undefined
  /** Where this process keeps its own key and its enrolment; every process has one of its own. `.lanyard-guard`. */
  folder?: string
  /** What agents may be given here, by name: a scope is `mcp:<server>:<name>`. People see it on the consent page. */
  tools: Readonly<Record<string, ToolDescription | string>>
  /** Told of what does not work. Left out: it is written to standard error. Never holds a token or a proof. */
  onProblem?: (problem: string, detail: string) => void
}
export type ToolDescription = { title?: string; description?: string; readOnly?: boolean }

/** Who calls, after everything was checked. */
export type Caller = Readonly<{
  /** The agent that acts now. */
  agent: string
  /** Whom it acts for; null where it works under a standing mandate. */
  person: string | null
  /** Everyone whose authority this rests on, from the root to the agent that acts now. */
  chain: readonly string[]
  scopes: readonly string[]
  purpose: string
  mandate: string
  run: string
  tenant: string
  /** Aborted when an order, or the end of the lease, cuts this call. The caller has its answer by then. */
  signal: AbortSignal
}>

/** Which tool a request uses. A request for which none is named is refused. */
export type ToolOf<R> = string | ((request: R) => string | null | undefined)

export type FetchHandler = (request: Request, caller: Caller) => Response | Promise<Response>
export type NodeHandler = (request: IncomingMessage, response: ServerResponse, caller: Caller) => unknown
export type McpHandler = (request: IncomingMessage, response: ServerResponse, body: unknown, caller: Caller) => unknown
/** As much of Hono's context as is used; `c.get('caller')` is the caller. */
export type HonoContext = { req: { raw: Request }; res: Response; set(key: never, value: never): void }

export type Guard = Readonly<{
  /** Request in, Response out: Hono, Next, Bun, Deno and whatever else speaks fetch. */
  protect(tool: ToolOf<Request>, handler: FetchHandler): (request: Request) => Promise<Response>
  /** A listener for `http.createServer`. */
  node(tool: ToolOf<IncomingMessage>, handler: NodeHandler): (request: IncomingMessage, response: ServerResponse) => void
  /** Middleware for Express and Connect, used at the root; `request.caller` is the caller. */
  express(tool: ToolOf<IncomingMessage>): (request: IncomingMessage, response: ServerResponse, next: (error?: unknown) => void) => void
  /** Middleware for Hono. */
  hono(tool: ToolOf<Request>): (context: HonoContext, next: () => Promise<void>) => Promise<Response>
  /** Before the Streamable HTTP transport of an MCP server: `tools/call` needs the tool's scope. The body comes parsed. */
  mcp(handler: McpHandler): (request: IncomingMessage, response: ServerResponse) => void
  /** Resolves when calls are let through; rejects when enrolment was refused. Until then every call is refused. */
  ready(): Promise<void>
  /** Whether calls are let through now, and why not. */
  state(): { ready: boolean; detail: string }
  /** Stops, and cuts what is in flight. */
  close(): Promise<void>
}>

export type OpenGuard = (options: GuardOptions) => Guard
