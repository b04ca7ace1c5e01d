import { Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module.js';
import { KeysModule } from '../keys/keys.module.js';
import { ThrottlingModule } from '../throttling/throttling.module.js';
import { RollUpFolder } from './roll-up/roll-up.folder.js';
import { RollUpStore } from './roll-up/roll-up.store.js';
import { StatsController } from './stats.controller.js';
import { StatsStore } from './stats.store.js';
import { UsageController } from './usage.controller.js';
import { UsageStore } from './usage.store.js';

@Module({
  imports: [AccessModule, KeysModule, ThrottlingModule],
  controllers: [StatsController, UsageController],
  providers: [RollUpFolder, RollUpStore, StatsStore, UsageStore],
})
export class UsageModule {}
