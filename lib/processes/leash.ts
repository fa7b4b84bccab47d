/**
 * Loaded into every process before its own code (`node --import`): when the supervisor is gone, however it went, the
 * process ends, and with it everything that it started.
 */
const GRACE_MS = 4_000

process.once('disconnect', () => {
  process.kill(process.pid, 'SIGTERM')
  setTimeout(() => process.kill(-process.pid, 'SIGKILL'), GRACE_MS).unref() // each process leads a group of its own
})
process.channel?.unref()
