/**
 * Which telling this is: of a worker and of a run. A worker tells a story once at most and is replaced after a failure, so
 * that a second telling (a retry, --repeat-each) has a number of its own; a product that ran before has a run of its own.
 */
export const TELLING = `${process.env.E2E_RUN ?? ''}${(process.env.TEST_WORKER_INDEX ?? '').padStart(2, '0')}`

/**
 * A name that is this telling's own: whatever another one left, at its end or half-way, has another. Of one length, so
 * that none is a part of another.
 */
export const own = (name: string, between = '-'): string => `${name}${between}${TELLING}`
