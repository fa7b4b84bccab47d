export { addToImport, type ImportSettings } from './add-to-import'
export { beginImport } from './begin-import'
export { endImport } from './end-import'
export { getImport, listImports } from './list-imports'
