import type { Api } from '@/lib/api/client'
import { parseId } from '@/lib/kernel/ids'
import { valueOf } from './api'
import { CliError, type CliContext } from './context'

/** People may be named by their e-mail on the command line. */
export async function personIdOf(context: CliContext, api: Api, idOrEmail: string): Promise<string> {
  if (parseId(idOrEmail) !== null) return idOrEmail
  const { items } = await valueOf(context, api.people.list({ email: idOrEmail, limit: 1 }))
  const [found] = items
  if (!found) throw new CliError(`there is nobody with the e-mail \`${idOrEmail}\` here`)
  return found.id
}
