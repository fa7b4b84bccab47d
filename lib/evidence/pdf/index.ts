export type { About, Bar, Block, Cell } from './document'
export { writePdf } from './write-pdf'
