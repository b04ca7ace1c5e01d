import { Module } from '@nestjs/common';
import { HashingModule } from '../../hashing/hashing.module.js';
import { AccessModule } from '../access/access.module.js';
import { EventStoreModule } from '../event-store.module.js';
import { GrantedLimits } from '../limits/granted-limits.js';
import { TeamsModule } from '../teams/teams.module.js';
import { ThrottlingModule } from '../throttling/throttling.module.js';
import { UsersModule } from '../users/users.module.js';
import { KeyCredentials } from './key-credentials.js';
import { KeysController } from './keys.controller.js';
import { KeysService } from './keys.service.js';
import { KeysStore } from './keys.store.js';

@Module({
  imports: [AccessModule, EventStoreModule, HashingModule, TeamsModule, ThrottlingModule, UsersModule],
  controllers: [KeysController],
  providers: [GrantedLimits, KeyCredentials, KeysService, KeysStore],
  exports: [KeyCredentials],
})
export class KeysModule {}
