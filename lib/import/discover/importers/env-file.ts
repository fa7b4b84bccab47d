import { namesASecret, sightingOf } from '../credentials'
import type { Importer } from '../outcome'

const LINES_MAX = 2_000

/** Environment files: no agent is in them, and many a secret is. */
export const envFile: Importer = {
  title: 'Environment file',
  read(file) {
    if (file.format !== 'env') return null
    const sightings = file.text.split('\n').slice(0, LINES_MAX).flatMap((line, index) => {
      const [, name, value] = /^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=\s*(.*?)\s*$/.exec(line) ?? []
      const sighting = name && namesASecret(name) ? sightingOf([name], name, value?.replace(/^(['"])(.*)\1$/, '$2')) : null
      return sighting && sighting.tier === 5 ? [{ ...sighting, line: index + 1 }] : []
    })
    return { found: [], sightings, nothing: 'An environment file: looked through for secrets only' }
  },
}
