import { type DynamicModule, Module } from '@nestjs/common';
import { AdminModule } from './admin/admin.module.js';
import type { Config } from './config/config.js';
import { ConfigModule } from './config/config.module.js';
import { DatabaseModule } from './database/database.module.js';
import { DocsModule } from './docs/docs.module.js';
import { EventsModule } from './events/events.module.js';
import { IngressModule } from './gateway/ingress/ingress.module.js';
import { HashingModule } from './hashing/hashing.module.js';
import { HealthModule } from './health/health.module.js';
import { HttpModule } from './http/http.module.js';
import type { Logger } from './observability/logger.js';
import { ObservabilityModule } from './observability/observability.module.js';
import { PricingModule } from './pricing/pricing.module.js';
import { RedisModule } from './redis/redis.module.js';
import { ReplicationModule } from './replication/replication.module.js';
import { StateModule } from './state/state.module.js';

/** Table of contents: one import per folder. */
@Module({})
export class AppModule {
  static with(config: Config, logger: Logger): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.with(config),
        ObservabilityModule.with(logger),
        DatabaseModule,
        RedisModule,
        EventsModule,
        HashingModule,
        StateModule,
        ReplicationModule,
        PricingModule,
        IngressModule,
        AdminModule,
        HealthModule,
        DocsModule,
        HttpModule,
      ],
    };
  }
}
