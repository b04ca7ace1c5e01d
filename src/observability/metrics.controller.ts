import { Controller, Get, Header, Inject, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { register } from 'prom-client';
import { CONFIG, type Config } from '../config/config.js';
import { GatewayError } from '../kernel/errors.js';
import { Gauges } from './gauges.js';
import { LimitGauges } from './limit-gauges.js';
import { ReplicationMetrics } from './replication-metrics.js';
import { ReadReplicaGauges } from './read-replica-gauges.js';

/** Prometheus' text format. With METRICS_TOKEN set, only for who sends it as a bearer token. */
@Controller()
export class MetricsController {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly gauges: Gauges,
    private readonly replication: ReplicationMetrics,
    private readonly readReplica: ReadReplicaGauges,
    private readonly limits: LimitGauges,
  ) {}

  /** All metrics of this process. */
  @Get()
  @Header('content-type', register.contentType)
  index(@Req() request: FastifyRequest): Promise<string> {
    const { metricsToken } = this.config.observability;
    const given = request.headers.authorization?.replace(/^bearer +/i, '') ?? '';
    if (metricsToken !== null && !metricsToken.equals(given)) throw new GatewayError('metrics_token_required');
    this.gauges.refresh();
    this.replication.refresh();
    this.readReplica.refresh();
    this.limits.refresh();
    return register.metrics();
  }
}
