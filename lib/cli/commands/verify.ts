import { createReadStream, readFileSync } from 'node:fs'
import type { Command } from 'commander'
import { DRAW_KIND, compareOutside, cosignatureInWords, demandCosignature, digestBeside, faultInWords, isCutOff, isTampering, outsideInWords, packFaultInWords, packKind, readOutside, reportFaultInWords, unpacked, verifyDraw, verifyEntry, verifyExport, verifyPack, verifyReport, type ConsistencyProof, type DrawCheck, type Outside, type OutsideFault } from '@/lib/evidence'
import { readCosigner, type CosignatureVerifier, type HashList } from '@/lib/tlog'
import { CliError, type CliContext } from '../context'
import { evidenceIn, textOf, type EntryFiles, type Evidence, type ExportFiles, type PackFile, type ReportFiles } from '../evidence-files'
import { logKeysFile, trustedKeys } from '../log-keys'
import { plain } from '../plain'

type Verdict = { intact: boolean; text: string }
/** `witnesses`: who has to vouch for it, each of them. */
type Trust = { keys: readonly string[]; outside: Outside | null; witnesses: readonly CosignatureVerifier[] }

export function verifyCommand(program: Command, context: CliContext): void {
  program
    .command('verify')
    .description('verify an export by its manifest, an entry by its proof, a report by its JSON, or a pack (of a review, of a sample); needs no installation and no network')
    .argument('<file...>', 'exports (FILE, with FILE.manifest.json beside it), entries with their .tlog-proof, reports (FILE.pdf with FILE.json), packs')
    .option('--key <vkey>', 'a log’s key to trust, instead of those in LANYARD_HOME/log-keys; again for another', (key: string, keys: string[]) => [...keys, key], [] as string[])
    .option('--checkpoint <file>', 'a checkpoint of the log that was kept outside: finds a log that was cut back or restored')
    .option('--witness <vkey>', 'a witness that has to have cosigned the head that it stands under, or the outside checkpoint; again for another', (key: string, keys: string[]) => [...keys, key], [] as string[])
    .action(async (files: string[], { key, checkpoint, witness }: { key: string[]; checkpoint?: string; witness: string[] }) => {
      const trust: Trust = { keys: trustedKeys(context, key), outside: checkpoint === undefined ? null : outsideIn(checkpoint), witnesses: witness.map(witnessOf) }
      const evidence = evidenceIn(files)
      let bad = 0
      for (const one of evidence) {
        const { intact, text } = await verdictOf(context, one, trust)
        if (intact) context.out(`${plain(one.file)}: ${text}`)
        else bad++
        if (!intact) for (const line of `${plain(one.file)}: ${text}`.split('\n')) context.say(line)
      }
      if (bad > 0) throw new CliError(evidence.length === 1 ? 'not verified' : `${bad} of ${evidence.length} not verified`)
    })
}

function witnessOf(vkey: string): CosignatureVerifier {
  const witness = readCosigner(vkey)
  if (!witness) throw new CliError(`\`${vkey}\` is no key of a witness: \`name+hash+key\` (C2SP tlog-cosignature), as \`lanyard witness key\` prints it`)
  return witness
}

/** What each of the witnesses says; a verdict where one of them does not vouch for it. */
function vouched({ witnesses, outside }: Trust, note: string, last: number): { text: string } | { verdict: Verdict } {
  let text = ''
  for (const witness of witnesses) {
    const check = demandCosignature(note, last, outside, witness)
    if (!check.ok) return { verdict: { intact: false, text: `cannot be verified by its witness: ${plain(cosignatureInWords(check.fault))}\nTake a head that it has cosigned (lanyard log witnessed) and give it with --checkpoint, or export again with --cosigned.` } }
    text += `, cosigned at ${n(check.size)} by ${plain(witness.name)} (${new Date(check.seconds * 1_000).toISOString()})`
  }
  return { text }
}

function outsideIn(file: string): Outside {
  const outside = readOutside(textOf(file))
  if (!outside) throw new CliError(`${file} is no checkpoint: give what \`lanyard log checkpoint\` wrote`)
  return outside
}

function verdictOf(context: CliContext, evidence: Evidence, trust: Trust): Promise<Verdict> | Verdict {
  switch (evidence.kind) {
    case 'export':
      return exportVerdict(context, evidence, trust)
    case 'pack':
      return packVerdict(context, evidence, trust)
    case 'report':
      return reportVerdict(context, evidence, trust)
    case 'entry':
      return entryVerdict(context, evidence, trust)
  }
}

async function exportVerdict(context: CliContext, { file, manifest }: ExportFiles, trust: Trust): Promise<Verdict> {
  const { keys, outside } = trust
  const check = await verifyExport(unpacked(createReadStream(file, { highWaterMark: 1 << 20 })), manifest, keys, digestBeside()).catch((thrown: unknown) => {
    if (!isCutOff(thrown)) throw thrown
    return null
  })
  if (!check) return { intact: false, text: 'tampered: it is no whole gzip file: it was changed, or cut off' }
  if (!check.ok) return failed(context, check.fault)
  const { checkpoint, opened, lines, manifest: of } = check.value
  const leaves = opened.leaves ?? lines
  const proofs: ConsistencyProof[] = opened.consistency ? [{ from: opened.consistency.from, to: checkpoint.size, hashes: listOf(opened.consistency.hashes) }] : []
  const fault = outside && compareOutside(checkpoint, outside, opened.verifier, proofs, { leaves, positions: opened.positions })
  if (fault) return outsideFailed(fault)
  const [first, last] = [opened.positions[0], opened.positions.at(-1)]
  const said = vouched(trust, of.checkpoint, last ?? -1)
  if ('verdict' in said) return said.verdict
  const where = first === undefined || last === undefined ? '' : ` (positions ${n(first)} to ${n(last)})`
  return { intact: true, text: `intact: ${n(of.count)} ${of.count === 1 ? 'entry' : 'entries'}${where} of the log ${plain(of.origin)}${of.sample ? ', a sample whose people and agents are made up' : ''}, under its signed head of ${n(checkpoint.size)}${outside ? ', which agrees with the outside checkpoint' : ''}${said.text}` }
}

function entryVerdict(context: CliContext, { entry, proof }: EntryFiles, trust: Trust): Verdict {
  const { keys, outside } = trust
  const check = verifyEntry(entry, proof, keys)
  if (!check.ok) return failed(context, check.fault)
  const { position, checkpoint, note, verifier } = check.value
  const fault = outside && compareOutside(checkpoint, outside, verifier, [])
  if (fault) return outsideFailed(fault)
  const said = vouched(trust, note, position)
  if ('verdict' in said) return said.verdict
  return { intact: true, text: `intact: the entry at position ${n(position)} of the log ${plain(checkpoint.origin)}, under its signed head of ${n(checkpoint.size)}${outside ? ', which agrees with the outside checkpoint' : ''}${said.text}` }
}

async function packVerdict(context: CliContext, { file }: PackFile, { keys, outside, witnesses }: Trust): Promise<Verdict> {
  if (outside || witnesses.length > 0) throw new CliError(`${file} is a pack: give \`--checkpoint\` and \`--witness\` with the ledger.jsonl in it`)
  const zip = readFileSync(file)
  if (packKind(zip) === DRAW_KIND) return drawVerdict(context, await verifyDraw(zip, keys))
  const check = await verifyPack(zip, keys)
  if (!check.ok) return check.fault.code === 'unknown_key' ? failed(context, check.fault) : { intact: false, text: `tampered: ${plain(packFaultInWords(check.fault))}` }
  const { manifest, entries, size } = check.value
  const { review } = manifest
  return { intact: true, text: `intact: the review “${plain(review.name)}” with ${n(review.items)} ${review.items === 1 ? 'item' : 'items'}${manifest.sample ? ', a sample whose people and agents are made up' : ''}; each decision is the one that the log ${plain(manifest.origin)} says was applied, in ${n(entries)} entries under its signed head of ${n(size)}` }
}

function drawVerdict(context: CliContext, check: DrawCheck): Verdict {
  if (!check.ok) return check.fault.code === 'unknown_key' ? failed(context, check.fault) : { intact: false, text: `tampered: ${plain(packFaultInWords(check.fault))}` }
  const { manifest, size } = check.value
  const { draw } = manifest
  return {
    intact: true,
    text: `intact: ${n(draw.events)} of ${n(draw.population)} entries${manifest.sample ? ' of the sample company, which is made up' : ''}, in the order of the seed ${plain(draw.seed)}, drawn by ${plain(draw.drawn_by)}; each is in the log ${plain(manifest.origin)} under its signed head of ${n(size)}; ${n(draw.marked)} looked at, ${n(draw.not_followed)} not followed`,
  }
}

function reportVerdict(context: CliContext, { json, pdf }: ReportFiles, trust: Trust): Verdict {
  const { keys, outside } = trust
  const check = verifyReport(json, pdf === null ? null : readFileSync(pdf), keys)
  if (!check.ok) return check.fault.code === 'unknown_key' ? failed(context, check.fault) : { intact: false, text: `tampered: ${plain(reportFaultInWords(check.fault))}` }
  const { manifest, checkpoint, verifier, hasPdf } = check.value
  const fault = outside && checkpoint && compareOutside(checkpoint, outside, verifier, [])
  if (fault) return outsideFailed(fault)
  const said = vouched(trust, manifest.checkpoint ?? '', (checkpoint?.size ?? 0) - 1)
  if ('verdict' in said) return said.verdict
  const { estate, snapshot } = manifest.report
  return {
    intact: true,
    text: `intact: the posture of ${plain(estate.name)} as of ${snapshot.taken_at}${manifest.sample ? ', a sample whose people and agents are made up' : ''}, taken by ${plain(manifest.made_by)} and signed with the key of the log ${plain(manifest.origin)}${checkpoint ? ` when its signed head was of ${n(checkpoint.size)}` : ''}${outside && checkpoint ? ', which agrees with the outside checkpoint' : ''}${said.text}${hasPdf ? '; the PDF is the one that it was signed with' : '; its PDF is not here, so it was not looked at'}`,
  }
}

function failed(context: CliContext, fault: Parameters<typeof faultInWords>[0]): Verdict {
  if (fault.code !== 'unknown_key') return { intact: false, text: `tampered: ${faultInWords(fault)}` }
  return {
    intact: false,
    text: [
      `cannot be verified: ${plain(faultInWords(fault))}`,
      `Get the key from somewhere other than these files: run \`lanyard log trust\` against the authority (it keeps it in ${logKeysFile(context)}),`,
      'or ask the company whose log it is, and give it with --key.',
      ...(fault.vkey ? [`The manifest itself names ${plain(fault.vkey)}, which shows nothing by itself.`] : []),
    ].join('\n'),
  }
}

const outsideFailed = (fault: OutsideFault): Verdict => ({
  intact: false,
  text: isTampering(fault)
    ? `tampered: ${outsideInWords(fault)}${fault.code === 'log_is_shorter' ? '\nIf this evidence is older than the checkpoint: `lanyard log checkpoint --since EVIDENCE` makes a checkpoint that proves so.' : ''}`
    : `cannot be verified against the outside checkpoint: ${plain(outsideInWords(fault))}${fault.code === 'no_proof_between' ? '\nExport again with --checkpoint FILE, and the manifest will hold that proof.' : ''}`,
})

const n = (value: number): string => value.toLocaleString('en')
const listOf = (hashes: HashList): Buffer[] => Array.from({ length: hashes.length }, (_, index) => hashes.at(index) as Buffer)
