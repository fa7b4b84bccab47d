import { z } from 'zod'
import type { ToolServerView } from '../contract'

const Stored = z.object({
  name: z.string(),
  title: z.string().nullish(),
  description: z.string().nullish(),
  readOnly: z.boolean().nullish(),
})

/** What the gateway found on a server, as the column keeps it. What does not read as a tool is left out. */
export function discoveredTools(column: unknown): ToolServerView['tools'] {
  if (!Array.isArray(column)) return []
  return column.flatMap((one: unknown) => {
    const tool = Stored.safeParse(one)
    if (!tool.success) return []
    const { name, title, description, readOnly } = tool.data
    return [{ name, title: title ?? null, description: description ?? null, read_only: readOnly ?? null }]
  })
}
