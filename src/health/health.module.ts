import { Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { AccessModule } from '../admin/access/access.module.js';
import { RoutingModule } from '../gateway/routing/routing.module.js';
import { UpstreamModule } from '../gateway/upstream/upstream.module.js';
import { UsageModule } from '../gateway/usage/usage.module.js';
import { DependencyIndicators } from './dependency.indicators.js';
import { HealthController } from './health.controller.js';
import { Readiness } from './readiness.js';
import { UpstreamsController } from './upstreams/upstreams.controller.js';
import { UpstreamsReport } from './upstreams/upstreams.report.js';

@Module({
  imports: [AccessModule, RoutingModule, UpstreamModule, UsageModule, TerminusModule.forRoot({ logger: false })],
  controllers: [HealthController, UpstreamsController],
  providers: [DependencyIndicators, Readiness, UpstreamsReport],
  exports: [Readiness],
})
export class HealthModule {}
