import type { Context } from 'hono'
import { z } from 'zod'
import { Fault } from '@/lib/kernel/fault'
import { refuse, type Result } from '@/lib/kernel/result'
import { isText, parseStrictJson } from '@/lib/kernel/strict-json'
import type { Endpoint } from './contract/endpoint'
import type { ProblemCode } from './problem'

type Input = Record<string, unknown>
export type BadInput = { code: Extract<ProblemCode, 'unsupported_media_type'> } | { code: 'invalid'; fields: Record<string, string> }

/** What of a contract's endpoint its requests are read by; made once, at the start. */
export type InputShape = { fields: ReadonlySet<string>; pathFields: ReadonlySet<string> }

export function inputShape(spec: Endpoint): InputShape {
  if (!(spec.input instanceof z.ZodObject)) throw new Fault(`input of ${spec.method} ${spec.path} is not an object`)
  return {
    fields: new Set(Object.keys(spec.input.shape)),
    pathFields: new Set([...spec.path.matchAll(/:(\w+)/g)].map((match) => match[1] as string)),
  }
}

/**
 * The input of a request: its path's ids, with the query of a GET or the JSON body of anything else. Only names that
 * the endpoint has, each once, in the one place where it belongs: a misspelt filter is an error and not a filter less.
 */
export async function readInput(c: Context, spec: Endpoint, { fields, pathFields }: InputShape): Promise<Result<Input, BadInput>> {
  const query = new URL(c.req.url).searchParams
  const path = c.req.param() as Record<string, string>
  const given = spec.method === 'GET' ? fromQuery(query) : query.size > 0 ? refuse(invalid('input', 'this method takes no query')) : await fromBody(c)
  if (!given.ok) return given
  for (const name of Object.keys(given.value)) {
    if (pathFields.has(name)) return refuse(invalid(name, 'is in the path'))
    if (!fields.has(name)) return refuse(invalid(isText(name) ? name.slice(0, 60) : 'input', 'is not a field of this endpoint'))
  }
  const input = { ...given.value, ...path }
  return isText(input) ? { ok: true, value: input } : refuse(invalid('input', 'has characters that are not text'))
}

function fromQuery(query: URLSearchParams): Result<Input, BadInput> {
  const input: Input = {}
  for (const [name, value] of query) {
    if (Object.hasOwn(input, name)) return refuse(invalid(name.slice(0, 60), 'is given twice'))
    Object.defineProperty(input, name, { value, enumerable: true })
  }
  return { ok: true, value: input }
}

async function fromBody(c: Context): Promise<Result<Input, BadInput>> {
  const text = await c.req.text()
  if (text === '') return { ok: true, value: {} }
  if (!/^application\/json(\s*;\s*charset=utf-8)?$/i.test(c.req.header('content-type') ?? '')) return refuse({ code: 'unsupported_media_type' })
  const body = parseStrictJson(text)
  if (!body.ok) return refuse(invalid('input', body.refusal))
  if (typeof body.value !== 'object' || body.value === null || Array.isArray(body.value)) return refuse(invalid('input', 'is not a JSON object'))
  return { ok: true, value: body.value as Input }
}

const invalid = (field: string, message: string): BadInput => ({ code: 'invalid', fields: { [field]: message } })
