/** What the record may leave as: its own entries, or the forms that other systems read. */
export const EXPORT_FORMATS = ['jsonl', 'ocsf', 'cef', 'csv'] as const
export type ExportFormat = (typeof EXPORT_FORMATS)[number]

/** How many lines an export has, told before the first of them. */
export const ENTRIES_HEADER = 'x-lanyard-entries'
