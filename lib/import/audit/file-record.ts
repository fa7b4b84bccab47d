/** One record as it stands in its file, or a place in it that holds none. Lines count from 1. */
export type FileRecord = { kind: 'record'; line: number; text: string } | { kind: 'unread'; line: number | null; reason: string }

/** Beyond this, a record is no record of these systems; CloudTrail’s are 256 KiB at most. */
export const RECORD_CHARS_MAX = 1024 * 1024
