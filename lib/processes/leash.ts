/**
 * Loaded into every process before its own code (`node --import`): when the supervisor is gone, however it went, the
 * process ends, and with it everything that it started.
 */
const GRACE_MS = 4_000
const endGroup = () => process.kill(-process.pid, 'SIGKILL') // each process leads a group of its own

function end(): void {
  process.once('exit', endGroup)
  setTimeout(endGroup, GRACE_MS).unref()
  process.kill(process.pid, 'SIGTERM')
}

if (process.connected === false) end() // it went before we were loaded
process.once('disconnect', end)
process.channel?.unref()
