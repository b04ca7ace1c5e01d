import { Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module.js';
import { EventStoreModule } from '../event-store.module.js';
import { TeamsController } from './teams.controller.js';
import { TeamsService } from './teams.service.js';
import { TeamsStore } from './teams.store.js';

@Module({
  imports: [AccessModule, EventStoreModule],
  controllers: [TeamsController],
  providers: [TeamsService, TeamsStore],
  exports: [TeamsStore],
})
export class TeamsModule {}
