/** The process answers. */
export class LiveResponse {
  /** Always "ok". */
  status!: string;
}

export class HealthResponse {
  /** "ok" or "error". */
  status!: string;
  version!: string;
  /** Seconds since the start. */
  uptime_seconds!: number;
  /** Each dependency with "up" or "down", and why. */
  details!: Record<string, unknown>;
}
