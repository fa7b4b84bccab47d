import { once } from 'node:events'
import { createServer } from 'node:net'
import { OperatorError } from '@/lib/kernel/operator-error'

export type Listener = Readonly<{ name: string; variable: string; port: number; bind: string }>

/** Asked before anything is started: a process that cannot listen would only be found dead later. */
export async function refuseTakenPorts(listeners: readonly Listener[]): Promise<void> {
  for (const { name, variable, port, bind } of listeners) {
    const twin = listeners.find((other) => other.port === port && other.name !== name)
    if (twin) throw new OperatorError(`the ${name} and the ${twin.name} cannot both have port ${port}: set ${variable} or ${twin.variable} to another one`)
    const server = createServer().listen({ port, host: bind, exclusive: true })
    try {
      await once(server, 'listening')
      server.close()
      await once(server, 'close')
    } catch (error) {
      throw new OperatorError(problem(error as NodeJS.ErrnoException, { name, variable, port, bind }))
    }
  }
}

function problem({ code, message }: NodeJS.ErrnoException, { name, variable, port, bind }: Listener): string {
  switch (code) {
    case 'EADDRINUSE':
      return `port ${port} for the ${name} is in use by another program: end that, or set ${variable} to another port`
    case 'EACCES':
      return `this user may not listen on port ${port} for the ${name}: set ${variable} to a port above 1023`
    case 'EADDRNOTAVAIL':
      return `this machine does not have the address \`${bind}\` to listen on: change LANYARD_BIND`
    default:
      return `the ${name} cannot listen on \`${bind}\` port ${port} (${variable}): ${message}`
  }
}
