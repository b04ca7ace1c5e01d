import { Module } from '@nestjs/common';
import { IngressModule } from '../gateway/ingress/ingress.module.js';
import { HealthModule } from '../health/health.module.js';
import { DrainService } from './drain.service.js';
import { ErrorFilter } from './error.filter.js';

/** What belongs to the server as a whole and to no route. */
@Module({
  imports: [HealthModule, IngressModule],
  providers: [DrainService, ErrorFilter],
  exports: [DrainService, ErrorFilter],
})
export class HttpModule {}
