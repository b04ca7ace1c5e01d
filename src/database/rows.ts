import type { DataSource, EntityManager } from 'typeorm';

/** Runs one statement and answers its rows, whatever its kind; TypeORM answers UPDATE and DELETE as [rows, count]. */
export async function rows<Row>(
  executor: DataSource | EntityManager,
  sql: string,
  parameters: unknown[] = [],
): Promise<Row[]> {
  const raw: unknown = await executor.query(sql, parameters);
  if (!Array.isArray(raw)) return [];
  return Array.isArray(raw[0]) ? raw[0] : raw;
}
