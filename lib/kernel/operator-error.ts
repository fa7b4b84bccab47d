/**
 * What stops a process and is not a bug: a broken setting, a taken port, a missing right.
 * The message is the one sentence that the operator reads, without a stack, so it names the thing and what to do.
 */
export class OperatorError extends Error {
  override name = 'OperatorError'
}
