import type { Block } from './pdf/document'
import { writePdf } from './pdf'

export type DrawSummary = {
  seed: string
  filter: readonly string[]
  since: string
  until: string
  size: number
  population: number
  drawnAt: string
  drawnBy: string
  marked: number
  notFollowed: number
  events: readonly { number: number; position: string; at: string; sentence: string; human: string; chain: string; missing: readonly string[]; verdict: string; note: string | null }[]
}

/** A sample for people: how it was drawn, and where each event led. */
export function writeDrawPdf(draw: DrawSummary, { isSample }: { isSample: boolean }): Promise<Buffer> {
  return writePdf({ title: `Sample of the record by the seed ${draw.seed}`, subject: 'Events of the record, each followed to its human', at: new Date(draw.drawnAt), footer: `Sample by the seed ${draw.seed}${isSample ? '. Sample data: made up' : ''}. Part of a signed pack: check it with \`lanyard verify\`.` }, blocksOf(draw, isSample))
}

function* blocksOf(draw: DrawSummary, isSample: boolean): Generator<Block> {
  yield { kind: 'title', text: 'A sample of the record', under: `Drawn ${utc(draw.drawnAt)} by ${draw.drawnBy}.` }
  if (isSample) yield { kind: 'paragraph', text: 'Sample data: the people and agents in it are made up.' }
  yield {
    kind: 'facts',
    rows: [
      ['Period', `${utc(draw.since)} to ${utc(draw.until)}`],
      ['Filter', draw.filter.length === 0 ? 'everything' : draw.filter.join(', ')],
      ['Drawn from', `${draw.population.toLocaleString('en')} entries, of a log of ${draw.size.toLocaleString('en')}`],
      ['Seed', draw.seed],
      ['Looked at', `${draw.marked} of ${draw.events.length}, ${draw.notFollowed} could not be followed`],
    ],
  }
  yield { kind: 'paragraph', text: 'Drawn are the entries with the lowest SHA-256 of the seed, a colon and the leaf hash in hexadecimal. The same seed, filter, period and size of the log draw the same again.', quiet: true }
  yield {
    kind: 'table',
    columns: [{ title: '', width: 0.5, align: 'right' }, { title: 'Event', width: 4.4 }, { title: 'Human', width: 2 }, { title: 'Missing', width: 2 }, { title: 'Found', width: 2.2 }],
    rows: draw.events.map(({ number, position, at, sentence, human, chain, missing, verdict, note }) => [
      { text: String(number), tone: 'quiet' }, `${sentence} ${utc(at)}, position ${position}.${chain === '' ? '' : ` Chain: ${chain}.`}`, human,
      missing.length === 0 ? { text: 'nothing', tone: 'calm' } : { text: missing.join('; '), tone: 'caution' },
      { text: note ? `${verdict}: “${note}”` : verdict, tone: verdict === 'followed' ? 'calm' : verdict === 'not looked at' ? 'unknown' : 'caution' },
    ]), // prettier-ignore
  }
}

const utc = (at: string): string => `${at.slice(0, 19).replace('T', ' ')} UTC`
