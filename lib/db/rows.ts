/**
 * Names the shape of a raw query's rows. GUARANTEE: the SQL beside the call selects exactly these columns; raw SQL is
 * kept in one file a question, so that the two are read together.
 */
export const asRows = <Row>(rows: unknown): Row[] => rows as Row[]
