import { Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module.js';
import { KeysModule } from '../keys/keys.module.js';
import { ThrottlingModule } from '../throttling/throttling.module.js';
import { StatsController } from './stats.controller.js';
import { StatsStore } from './stats.store.js';

@Module({
  imports: [AccessModule, KeysModule, ThrottlingModule],
  controllers: [StatsController],
  providers: [StatsStore],
})
export class UsageModule {}
