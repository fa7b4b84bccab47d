import type { Server } from 'node:net'
import { OperatorError } from './operator-error'

/**
 * Listens there, or says what the operator can do about it: a server without this ends its process with a stack.
 *
 * @param variable the setting that chooses the port
 * @throws {OperatorError} the port is taken, or not ours to have
 */
export function listen(server: Server, { port, bind, variable }: Readonly<{ port: number; bind: string; variable: string }>): Promise<void> {
  return new Promise((resolve, reject) => {
    const refused = ({ code, message }: NodeJS.ErrnoException) =>
      reject(new OperatorError(code === 'EADDRINUSE' ? `port ${port} is in use: stop what uses it, or set ${variable} to another` : `cannot listen on \`${bind}\` port ${port} (${variable}): ${message}`))
    server.once('error', refused).listen(port, bind, () => {
      server.removeListener('error', refused)
      resolve()
    })
  })
}
