import type { CosignatureFault } from './cosigned'
import type { LineFault } from './find-fault'
import type { DrawFault } from './draw-pack'
import type { OutsideFault } from './outside'
import type { ReportFault } from './posture-report'
import type { PackFault } from './review-pack'
import type { EntryFault } from './verify-entry'
import type { ExportFault } from './verify-export'

const n = (value: number): string => value.toLocaleString('en')
const entries = (count: number): string => (count === 1 ? 'one entry' : `${n(count)} entries`)

/** What is wrong with evidence, as the end of "tampered: …". */
export function faultInWords(fault: ExportFault | EntryFault | LineFault): string {
  switch (fault.code) {
    case 'changed':
      return `line ${n(fault.line)} (position ${n(fault.position)}) was changed`
    case 'inserted':
      return `line ${n(fault.line)} was inserted: it is no line of this export`
    case 'removed':
      return fault.count === 1
        ? `the entry at position ${n(fault.position)}, which was line ${n(fault.line)}, was removed`
        : `${entries(fault.count)} were removed before line ${n(fault.line)}, the first at position ${n(fault.position)}`
    case 'reordered':
      return `line ${n(fault.line)} is out of order: it holds the entry at position ${n(fault.position)} where that at ${n(fault.expected)} belongs`
    case 'truncated':
      return `the file was truncated before line ${n(fault.line)}: ${entries(fault.count)} ${fault.count === 1 ? 'is' : 'are'} missing, the first at position ${n(fault.position)}`
    case 'added':
      return `${fault.count === 1 ? 'one line follows' : `${n(fault.count)} lines follow`} the last entry of the export: line ${n(fault.line)} was inserted`
    case 'header_changed':
      return 'line 1 (the header) was changed'
    case 'file_changed':
      return 'every line is there, and what stands between them was changed: a line feed, most likely the last'
    case 'line_too_long':
      return `line ${n(fault.line)} is longer than any entry: it was changed`
    case 'not_in_log':
      return 'its entries are not in the log under the signed head that the manifest names'
    case 'entry_changed':
      return `the entry is not the one at position ${n(fault.position)} of the log: it was changed, or the proof is another’s`
    case 'not_a_manifest':
      return 'the manifest is none of an export: it was changed, or cut off'
    case 'not_a_proof':
      return 'the proof is none (C2SP tlog-proof): it was changed, or cut off'
    case 'not_signed':
      return 'what it rests on was not signed with the log’s key: it was changed, or another key signed it'
    case 'unknown_key':
      return `the key of the log ${fault.origin} is not one that is trusted here`
  }
}

/** What is wrong with a pack, of a review or of a sample, as the end of "tampered: …". */
export function packFaultInWords(fault: PackFault | DrawFault): string {
  switch (fault.code) {
    case 'not_a_pack':
      return 'it is no whole pack: it was changed, or cut off'
    case 'file_differs':
      return `${fault.file} in it is not the one that was signed for`
    case 'file_not_listed':
      return `${fault.file} was put in: it is none of the files that were signed for`
    case 'item_not_in_record':
      return `the record says nothing of what became of ${fault.agent}`
    case 'event_not_in_record':
      return `event ${fault.number} of the sample is not in the record that is in it`
    case 'event_differs':
      return `event ${fault.number} of the sample is not the entry that the record has at its place`
    case 'not_its_draw':
      return `event ${fault.number} does not stand where the seed puts it: it was not drawn so`
    case 'item_differs':
      return `of ${fault.agent} it says “${fault.said}”, and the record “${fault.recorded}”`
    case 'ledger':
      return `the record in it: ${faultInWords(fault.fault)}`
    default:
      return faultInWords(fault)
  }
}

/** What is wrong with a report, as the end of "tampered: …". */
export function reportFaultInWords(fault: ReportFault): string {
  switch (fault.code) {
    case 'pdf_differs':
      return 'the PDF is not the one that was signed for: it was changed, or it is of another report'
    case 'not_a_manifest':
      return 'the JSON is none of a report: it was changed, or cut off'
    case 'not_in_log':
      return 'the signed head in it is none of the log that it names'
    default:
      return faultInWords(fault)
  }
}

/** What an outside checkpoint says against a log. */
export function outsideInWords(fault: OutsideFault): string {
  switch (fault.code) {
    case 'not_a_checkpoint':
      return 'the outside checkpoint is none that this log’s key has signed'
    case 'other_log':
      return `the outside checkpoint is one of another log (${fault.origin})`
    case 'log_is_shorter':
      return `the log was truncated or restored from an old backup: it had ${entries(fault.outside)} when the outside checkpoint was taken, and this stands under ${n(fault.size)}`
    case 'log_contradicts':
      return `the log was rewritten: its ${entries(fault.size)} are not those of the outside checkpoint over ${n(fault.outside)}`
    case 'no_proof_between':
      return `nothing here shows the log of ${entries(fault.outside)} to be the beginning of that of ${n(fault.size)}`
  }
}

/** Why a witness does not vouch for evidence. */
export function cosignatureInWords(fault: CosignatureFault): string {
  switch (fault.code) {
    case 'not_cosigned':
      return `no head that it stands under is cosigned by the witness ${fault.witness}`
    case 'cosigned_before':
      return `the witness ${fault.witness} has cosigned the log of ${entries(fault.size)}, and this goes to position ${n(fault.last)}`
  }
}

/** Whether it speaks of tampering; or only says that there is not enough to tell. */
export const isTampering = (fault: ExportFault | EntryFault | OutsideFault): boolean => fault.code !== 'unknown_key' && fault.code !== 'no_proof_between' && fault.code !== 'other_log'
