import { createPrivateKey, X509Certificate } from 'node:crypto'
import { isOfSample } from '@/lib/db/is-of-sample'
import { asRows } from '@/lib/db/rows'
import { newId } from '@/lib/kernel/ids'
import { ok, refuse, type Result } from '@/lib/kernel/result'
import type { Change } from '../ledger/append'
import type { Invalid, WrongState } from '../refusals'
import { AddStreamInput, STREAMS_MAX, type Destination, type NewStreamView } from './contract'
import { aboutStream } from './internal/find-stream'
import { shown, streamViews } from './internal/stream-views'
import { command } from './internal/tables'

export type StreamSettings = {
  /** What a webhook's calls are signed with, the same whenever it is asked for: it lies in no table. */
  streamSecret: (streamId: string) => string
  sealStreamCredential: (streamId: string, credential: string) => string
  /** Whether the operator has named a folder that streams may write files in. */
  streamFiles?: boolean
}

/** Lets the ledger leave to somewhere as it is sealed, from now on or from its beginning. */
export const addStream = ({ streamSecret, sealStreamCredential, streamFiles = false }: StreamSettings) =>
  command({
    name: 'ledger.stream.add',
    input: AddStreamInput,
    resource: async (tx, _input, actor) => ({
      tenantId: actor.tenantId,
      isSample: await isOfSample(tx, actor.tenantId),
      names: (await tx.ledgerStream.findMany({ where: { tenantId: actor.tenantId, removedAt: null }, select: { name: true } })).map(({ name }) => name.toLowerCase()),
      paths: asRows<{ path: string }>(await tx.$queryRaw`select destination->>'path' as path from ledger_stream where tenant_id = ${actor.tenantId}::uuid and removed_at is null and destination ? 'path'`).map(({ path }) => path),
      sealed: asRows<{ size: bigint }>(await tx.$queryRaw`select coalesce(max(position) + 1, 0)::bigint as size from ledger_leaf where tenant_id = ${actor.tenantId}::uuid`)[0]?.size ?? 0n,
    }),
    act: async (tx, { actor, input, resource: { isSample, names, paths, sealed } }): Promise<Result<Change & { value: NewStreamView }, Invalid | WrongState>> => {
      if (isSample) return refuse({ code: 'wrong_state', state: 'sample: what is recorded there is made up' })
      const problems = problemsOf(input.destination, { streamFiles, paths })
      if (names.includes(input.name.toLowerCase())) problems['name'] = 'is the name of another stream'
      if (names.length >= STREAMS_MAX) problems['name'] = `there are ${STREAMS_MAX} already: remove one first`
      if (Object.keys(problems).length > 0) return refuse({ code: 'invalid', fields: problems })

      const id = newId<'ledger_stream'>()
      const { destination, credential } = parted(input.destination)
      const stream = await tx.ledgerStream.create({
        data: {
          id,
          tenantId: actor.tenantId,
          name: input.name,
          format: input.format,
          destination,
          secretSealed: credential === undefined ? null : sealStreamCredential(id, credential),
          actions: [...new Set(input.actions)],
          results: [...new Set(input.results)],
          createdByName: actor.name,
          position: input.start === 'beginning' ? 0n : sealed,
        },
      })
      const [view] = await streamViews(tx, [stream])
      if (!view) throw new Error('a stream that was just made is not there')
      const value: NewStreamView = { ...view, secret: destination.kind === 'webhook' ? streamSecret(id) : null }
      return ok({ value, ...aboutStream(stream), detail: { kind: destination.kind, to: shown(destination), format: input.format, start: input.start, actions: stream.actions, results: stream.results } })
    },
  })

type Asked = ReturnType<typeof AddStreamInput.parse>['destination']

/** What may be kept as it is, and what is sealed. */
function parted(asked: Asked): { destination: Destination; credential: string | undefined } {
  if (asked.kind === 'syslog') {
    const { client_key: credential, ...destination } = asked
    return { destination, credential }
  }
  if (asked.kind === 'webhook') {
    const { authorization: credential, ...destination } = asked
    return { destination, credential }
  }
  return { destination: asked, credential: undefined }
}

/** What only the server can tell: whether certificates are some, a key is theirs, and a file may be written. */
function problemsOf(asked: Asked, { streamFiles, paths }: { streamFiles: boolean; paths: readonly string[] }): Record<string, string> {
  if (asked.kind === 'file') {
    if (!streamFiles) return { 'destination.path': 'files are written below LANYARD_STREAM_FOLDER alone, and the operator has set none' }
    return paths.includes(asked.path) ? { 'destination.path': 'is the file of another stream' } : {}
  }
  if (asked.kind !== 'syslog') return {}
  const { transport, ca, client_certificate: certificate, client_key: key } = asked
  if (transport === 'tcp') return ca || certificate || key ? { 'destination.transport': 'certificates are for TLS' } : {}
  return {
    ...(ca && !read(() => new X509Certificate(ca)) ? { 'destination.ca': 'is not a certificate' } : {}),
    ...(Boolean(certificate) !== Boolean(key) ? { 'destination.client_key': 'a client certificate and its key come together' } : {}),
    ...(certificate && key && !isPair(certificate, key) ? { 'destination.client_key': 'is not the key of the client certificate' } : {}),
  }
}

const isPair = (certificate: string, key: string): boolean => {
  const [parsed, secret] = [read(() => new X509Certificate(certificate)), read(() => createPrivateKey(key))]
  return parsed !== null && secret !== null && parsed.checkPrivateKey(secret)
}

function read<T>(parse: () => T): T | null {
  try {
    return parse()
  } catch {
    return null
  }
}
