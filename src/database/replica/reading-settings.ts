/**
 * For statements that sum up much: PostgreSQL's defaults would sort on disk, and compile for longer than the statement runs.
 */
export const READING_SETTINGS = { jit: 'off', work_mem: '64MB' } as const;
