/** A bug or a broken dependency. Nobody handles it by kind; at the edge it becomes a 500 and a log line. */
export class Fault extends Error {
  override name = 'Fault'
}

export function unreachable(value: never): never {
  throw new Fault(`unreachable: ${JSON.stringify(value)}`)
}
