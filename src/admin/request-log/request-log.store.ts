import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import type { RequestLogPlace } from './request-log.cursor.js';

export interface RequestLogFilter {
  readonly requestId: string | null;
  readonly key: string | null;
  readonly user: string | null;
  readonly model: string | null;
  readonly from: Date | null;
  readonly to: Date | null;
  readonly after: RequestLogPlace | null;
}

/** `started_at` with its microseconds, ISO 8601. */
export interface RequestLogRow {
  readonly request_id: string;
  readonly started_at: string;
  readonly key_id: string;
  readonly user_id: string;
  readonly team_id: string | null;
  readonly dialect: string;
  readonly requested_model: string;
  readonly status: number;
  readonly prompt: string;
  readonly answer: string;
  readonly prompt_bytes: number;
  readonly answer_bytes: number;
  readonly redactions: number;
}

@Injectable()
export class RequestLogReader {
  constructor(private readonly database: Database) {}

  /** The latest first. */
  read(filter: RequestLogFilter, limit: number): Promise<RequestLogRow[]> {
    const { requestId, key, user, model, from, to, after } = filter;
    return this.database.query<RequestLogRow>(
      `SELECT request_id, to_char(started_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS started_at, key_id,
              user_id, team_id, dialect, requested_model, status, prompt, answer, prompt_bytes, answer_bytes, redactions
         FROM request_log
        WHERE ($1::text IS NULL OR request_id = $1) AND ($2::uuid IS NULL OR key_id = $2)
          AND ($3::uuid IS NULL OR user_id = $3) AND ($4::text IS NULL OR requested_model = $4)
          AND ($5::timestamptz IS NULL OR started_at >= $5) AND ($6::timestamptz IS NULL OR started_at < $6)
          AND ($7::timestamptz IS NULL OR (request_log.started_at, request_id) < ($7, $8))
        ORDER BY request_log.started_at DESC, request_id DESC
        LIMIT $9`,
      [requestId, key, user, model, from, to, after?.startedAt ?? null, after?.requestId ?? null, limit],
    );
  }
}
