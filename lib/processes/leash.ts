/**
 * Loaded into every process before its own code (`node --import`): when the supervisor is gone, however it went, the
 * process ends, and with it everything that it started.
 */
const GRACE_MS = 4_000
const endGroup = () => process.kill(-process.pid, 'SIGKILL') // each process leads a group of its own

process.once('disconnect', () => {
  process.once('exit', endGroup)
  setTimeout(endGroup, GRACE_MS).unref()
  process.kill(process.pid, 'SIGTERM')
})
process.channel?.unref()
