/** The words of streams, for forms in a browser: nothing here brings a schema along. */
export const STREAM_FORMATS = ['jsonl', 'ocsf', 'cef'] as const
export type StreamFormat = (typeof STREAM_FORMATS)[number]
export const DESTINATIONS = ['syslog', 'webhook', 'file'] as const
export type DestinationKind = (typeof DESTINATIONS)[number]
