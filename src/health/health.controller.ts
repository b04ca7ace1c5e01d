import { Controller, Get, HttpCode, Inject, Res } from '@nestjs/common';
import { HealthCheckService, type HealthCheckResult } from '@nestjs/terminus';
import type { FastifyReply } from 'fastify';
import { CONFIG, type Config } from '../config/config.js';
import { DependencyIndicators } from './dependency.indicators.js';
import { HealthResponse, LiveResponse } from './health.dto.js';

@Controller('health')
export class HealthController {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly health: HealthCheckService,
    private readonly indicators: DependencyIndicators,
  ) {}

  /** Whether the process is alive. Never asks a dependency: a database that is away is no reason to be restarted. */
  @Get('live')
  @HttpCode(200)
  live(): LiveResponse {
    return { status: 'ok' };
  }

  /** Whether this node can do its work: 200, or 503 with the reason. */
  @Get('ready')
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<HealthCheckResult> {
    const result = await this.check();
    void reply.status(result.status === 'ok' ? 200 : 503);
    return result;
  }

  /** Everything at a glance. Always 200: monitors read `status`. */
  @Get()
  async overview(): Promise<HealthResponse> {
    const { status, details } = await this.check();
    return { status, version: this.config.version, uptime_seconds: Math.floor(process.uptime()), details };
  }

  private async check(): Promise<HealthCheckResult> {
    try {
      return await this.health.check([
        () => this.indicators.accepting(),
        () => this.indicators.database(),
        () => this.indicators.redis(),
        () => this.indicators.usage(),
      ]);
    } catch (error) {
      // Terminus throws the result of a failed check.
      const { response } = error as { response?: HealthCheckResult };
      if (response === undefined) throw error;
      return response;
    }
  }
}
