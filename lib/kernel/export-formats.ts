/** What the record may leave as: its own entries, or the forms that other systems read. */
export const EXPORT_FORMATS = ['jsonl', 'ocsf', 'cef', 'csv'] as const
export type ExportFormat = (typeof EXPORT_FORMATS)[number]

/** How many lines an export has, told before the first of them. */
export const ENTRIES_HEADER = 'x-lanyard-entries'

/** The key of the log that signed what is sent, for information: whoever verifies has it from elsewhere. */
export const LOG_KEY_HEADER = 'x-lanyard-log-key'
