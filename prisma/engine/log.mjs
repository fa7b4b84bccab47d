/** Prisma reads the engine's standard error line by line, as JSON. */
export function log(level, message, extra = {}) {
  const line = { timestamp: new Date().toISOString(), level, fields: { message, ...extra }, target: 'schema_engine::logger' }
  process.stderr.write(`${JSON.stringify(line)}\n`)
}

export function debug(text) {
  if (process.env.DEBUG) process.stderr.write(`${text}\n`)
}
