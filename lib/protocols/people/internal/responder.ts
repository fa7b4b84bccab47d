import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import { errors, type InteractionResults } from 'oidc-provider'
import type { Ctx, PeopleDeps } from '../deps'
import type { Layout, Renderer } from '../pages/layout'
import { PROBLEMS, problemPage, type Problem } from '../pages/problem-page'
import type { FormRefusal } from './read-form'
import type { Interaction } from './consent-case'

export type Status = 200 | 400 | 401 | 403 | 404 | 409 | 429 | 500 | 503

/** How the handlers of this folder answer. */
export type Responder = Readonly<{
  page: (c: Ctx, layout: Layout, status?: Status) => Response | Promise<Response>
  problem: (c: Ctx, problem: Problem, status: Status) => Response | Promise<Response>
  formRefused: (c: Ctx, refusal: FormRefusal) => Response | Promise<Response>
  expired: (c: Ctx) => Response | Promise<Response>
  /** Gives the authorization server its answer and lets it go on; the page has expired when it has none to wait for. */
  finish: (c: Ctx, result: InteractionResults, merge?: boolean) => Promise<Response>
  /** The authorization request that this browser is in the middle of, by its cookie; null when there is none. */
  interaction: (c: Ctx) => Promise<Interaction | null>
}>

export function responder(deps: PeopleDeps, render: Renderer): Responder {
  const page: Responder['page'] = (c, layout, status = 200) => c.html(render(layout), status)
  const problem: Responder['problem'] = (c, what, status) => page(c, problemPage(what), status)
  const expired: Responder['expired'] = (c) => problem(c, PROBLEMS.expired(deps.consoleUrl), 400)
  return {
    page,
    problem,
    expired,
    formRefused: (c, refusal) => {
      switch (refusal) {
        case 'foreign':
          return problem(c, PROBLEMS.foreign(deps.consoleUrl), 403)
        case 'stale':
          return problem(c, PROBLEMS.expired(deps.consoleUrl), 403)
        case 'malformed':
          return problem(c, PROBLEMS.malformed(deps.consoleUrl), 400)
      }
    },
    finish: async (c, result, merge = true) => {
      try {
        await deps.provider.interactionFinished(c.env.incoming, c.env.outgoing, result, { mergeWithLastSubmission: merge })
        return RESPONSE_ALREADY_SENT
      } catch (thrown) {
        if (thrown instanceof errors.SessionNotFound) return expired(c)
        throw thrown
      }
    },
    interaction: async (c) => {
      try {
        const details = await deps.provider.interactionDetails(c.env.incoming, c.env.outgoing)
        return details.uid === c.req.param('uid') ? details : null
      } catch (thrown) {
        if (thrown instanceof errors.SessionNotFound) return null
        throw thrown
      }
    },
  }
}
