import { fileURLToPath } from 'node:url'
import { defineConfig } from 'prisma/config'

// Prisma downloads a native schema engine, unless this names one. Ours speaks the same protocol from WebAssembly.
process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= fileURLToPath(new URL('prisma/schema-engine.mjs', import.meta.url))

/** For development: `npx prisma migrate dev --name what` with DATABASE_URL set. Starts and tests never run Prisma's CLI to migrate. */
export default defineConfig({
  schema: 'prisma/schema',
  migrations: { path: 'prisma/migrations' },
  datasource: { url: process.env.DATABASE_URL ?? '' },
})
