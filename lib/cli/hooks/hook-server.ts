import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { z } from 'zod'
import { readText } from '@/lib/guard/json-body'
import { readNotice, type Notice, type NoticeRules } from './notice'
import { namesAgents, runCommand, type CommandRules, type Ran } from './run-command'

/** Orders that are carried out at a time; the authority tries again what is turned away. */
const AT_ONCE_MAX = 8
/** Notices that are remembered, so that one that is sent again runs nothing again. They are good for a minute. */
const REMEMBERED_MAX = 10_000
const CONNECTIONS_MAX = 64
const DETAIL_MAX = 200
/** It was carried out for those whom it names, and that was not all: doing it again changes nothing. */
const INCOMPLETE = 422

export type HookRules = NoticeRules &
  Readonly<{
    command: CommandRules
    /** Agents that run here; empty: any may. */
    agents: readonly string[]
    /** One line for whoever looks after it. */
    say: (text: string) => void
  }>
type Answer = { status: number; body: Record<string, unknown> }

/**
 * Answers the authority's calls of one runtime hook: verifies each, carries it out by the command, and answers 2xx,
 * which is the receipt, only when the command has ended well. Whatever else happens is no receipt.
 */
export function hookServer(rules: HookRules): Server {
  const remembered = new Map<string, { attempt: number; answer: Promise<Answer> }>()
  let running = 0

  async function answerTo(request: IncomingMessage): Promise<Answer> {
    if (request.method !== 'POST') return problem(405, 'a runtime hook is called by POST')
    const body = await readText(request)
    if (!body.ok) return problem(body.refusal.status, body.refusal.detail)
    const notice = await readNotice(body.value, request.headersDistinct['lanyard-signature']?.[0], rules)
    return notice.ok ? once(notice.value) : problem(notice.refusal.status, notice.refusal.detail)
  }

  /**
   * Told again of the same order, it waits for what runs, or answers as it did. What failed is tried again when the
   * authority has signed another try, and never because somebody sends an old notice.
   */
  async function once(notice: Notice): Promise<Answer> {
    const known = remembered.get(notice.jti)
    if (known) {
      const answer = await known.answer
      if (answer.status < 300 || answer.status === INCOMPLETE || notice.attempt <= known.attempt) return answer
      if (remembered.get(notice.jti) !== known) return once(notice)
    }
    if (running >= AT_ONCE_MAX) return problem(503, 'as many orders as it can are being carried out')
    running++
    const answer = carryOut(notice).finally(() => running--)
    remembered.delete(notice.jti)
    remembered.set(notice.jti, { attempt: notice.attempt, answer })
    if (remembered.size > REMEMBERED_MAX) remembered.delete(remembered.keys().next().value ?? '')
    return answer
  }

  async function carryOut(notice: Notice): Promise<Answer> {
    const named = `order ${notice.order_id}, ${notice.mode} of ${notice.grain}`
    if (!concerns(notice, rules.agents)) {
      rules.say(`${named}: none of the agents that run here`)
      return { status: 200, body: { stopped: 0, detail: 'none of its agents runs here' } }
    }
    const ran = await runCommand(rules.command, notice)
    rules.say(`${named}: ${ran.ok ? 'done' : ran.detail}`)
    const answer = answerOf(ran)
    // A list that is not whole is carried out, and is no receipt for those whom it does not name.
    if (answer.status === 200 && notice.more_agents > 0 && namesAgents(rules.command)) return problem(INCOMPLETE, `${notice.more_agents} more agents are not named in the notice`)
    return answer
  }

  const server = createServer((request, response) => {
    answerTo(request).then(
      (answer) => send(response, answer),
      (error: unknown) => {
        rules.say(`a call could not be answered: ${error instanceof Error ? error.name : 'unknown'}`)
        send(response, problem(500, 'it could not be carried out'))
      },
    )
  })
  server.maxConnections = CONNECTIONS_MAX
  server.headersTimeout = 5_000
  server.requestTimeout = 20_000
  return server
}

/** Whether anything that it covers may run here. An order over everything names nobody. */
function concerns({ grain, agents, more_agents, target }: Notice, here: readonly string[]): boolean {
  if (here.length === 0 || grain === 'tenant' || more_agents > 0) return true
  return [target.id, ...agents.map(({ id }) => id)].some((id) => here.includes(id))
}

const Said = z.object({ stopped: z.number().int().nonnegative().optional(), detail: z.string().optional() })

/** What it stopped, if it says so in JSON; else the first line that it wrote. */
function answerOf(ran: Ran): Answer {
  if (!ran.ok) return problem(ran.why === 'timed_out' ? 504 : 502, ran.detail)
  const said = Said.safeParse(asJson(ran.out))
  if (said.success) return { status: 200, body: { ...said.data, ...(said.data.detail === undefined ? {} : { detail: said.data.detail.slice(0, DETAIL_MAX) }) } }
  return { status: 200, body: { detail: (ran.out.trim().split('\n', 1)[0] ?? '').slice(0, DETAIL_MAX) } }
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

const problem = (status: number, detail: string): Answer => ({ status, body: { detail } })

function send(response: ServerResponse, { status, body }: Answer): void {
  if (response.headersSent || response.destroyed) return
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' }).end(JSON.stringify(body))
}
