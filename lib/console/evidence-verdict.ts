/** What the console says of evidence that was dropped on it. Safe for a browser: the check itself runs on the server. */
export type EvidenceVerdict =
  | { state: 'intact'; text: string; log: string; today: string | null }
  | { state: 'tampered'; text: string }
  /** There is not enough to tell: never drawn as good. */
  | { state: 'unknown'; text: string }

/** How many bytes of a request are the manifest or the proof; the rest is the file. */
export const BESIDE_BYTES_HEADER = 'x-lanyard-beside-bytes'
export const EVIDENCE_KIND_HEADER = 'x-lanyard-evidence'

/** What was dropped: an export with its manifest, an entry with its proof, a report (its JSON, and its PDF if it is there), the pack of a review. */
export const EVIDENCE_KINDS = ['export', 'entry', 'report', 'pack'] as const
export type EvidenceKind = (typeof EVIDENCE_KINDS)[number]
