/** Of `mcp:<server>:<tool>`: a document in force allows no other form. */
export const serverOf = (scope: string): string => scope.split(':')[1] ?? ''
