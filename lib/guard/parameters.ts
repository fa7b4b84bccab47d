export { recordParameters, type RecordedParameters } from '@/lib/kernel/redaction'
