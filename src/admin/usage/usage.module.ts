import { Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module.js';
import { KeysModule } from '../keys/keys.module.js';
import { ThrottlingModule } from '../throttling/throttling.module.js';
import { ReconciliationController } from './reconciliation/reconciliation.controller.js';
import { ReconciliationStore } from './reconciliation/reconciliation.store.js';
import { RollUpFolder } from './roll-up/roll-up.folder.js';
import { RollUpStore } from './roll-up/roll-up.store.js';
import { StatsController } from './stats.controller.js';
import { StatsStore } from './stats.store.js';
import { UsageController } from './usage.controller.js';
import { UsageNamesStore } from './usage-names.store.js';
import { UsageService } from './usage.service.js';
import { UsageStore } from './usage.store.js';

@Module({
  imports: [AccessModule, KeysModule, ThrottlingModule],
  controllers: [StatsController, UsageController, ReconciliationController],
  providers: [ReconciliationStore, RollUpFolder, RollUpStore, StatsStore, UsageNamesStore, UsageService, UsageStore],
})
export class UsageModule {}
