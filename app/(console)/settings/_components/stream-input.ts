import type { z } from 'zod'
import type { AddStreamInput } from '@/lib/identity/streams/contract'
import { STREAM_FORMATS, type DestinationKind } from '@/lib/identity/streams/terms'

type Input = z.input<typeof AddStreamInput>

/** What the form says, as the management API takes it. An empty field is one that was left out. */
export function streamInput(kind: DestinationKind, form: FormData, anyResult: readonly NonNullable<Input['results']>[number][]): Input {
  const said = (name: string): string => String(form.get(name) ?? '').trim()
  const given = (...names: string[]) => Object.fromEntries(names.flatMap((name) => (said(name) === '' ? [] : [[name, said(name)]])))
  const result = anyResult.find((one) => one === said('result'))
  return {
    name: said('name'),
    format: STREAM_FORMATS.find((one) => one === said('format')) ?? 'jsonl',
    start: said('start') === 'beginning' ? 'beginning' : 'now',
    actions: said('actions').split(/[\s,]+/).filter(Boolean),
    results: result ? [result] : [],
    destination: destination(),
  }

  function destination(): Input['destination'] {
    switch (kind) {
      case 'syslog': {
        const transport = said('transport') === 'tcp' ? 'tcp' : 'tls'
        return { kind, host: said('host'), port: said('port'), transport, ...(transport === 'tls' ? given('ca', 'client_certificate', 'client_key') : {}) }
      }
      case 'webhook':
        return { kind, url: said('url'), ...given('authorization') }
      case 'file':
        return { kind, path: said('path'), ...given('rotate_mb', 'keep') }
    }
  }
}
