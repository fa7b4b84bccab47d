/**
 * Names the shape of a raw query's rows. GUARANTEE: the SQL beside the call selects exactly these columns; raw SQL is
 * kept in one file a question, so that the two are read together.
 */
export const asRows = <Row>(rows: unknown): Row[] => rows as Row[]

/** Ids as one parameter, to be cast to `uuid[]`: a thousand of them one by one take the client longer than their query. */
export const uuidArray = (ids: readonly (string | null)[]): string => `{${ids.map((id) => id ?? 'NULL').join()}}`
