import { Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module.js';
import { EventStoreModule } from '../event-store.module.js';
import { InvitesController } from './invites.controller.js';
import { InvitesService } from './invites.service.js';
import { InvitesStore } from './invites.store.js';

@Module({
  imports: [AccessModule, EventStoreModule],
  controllers: [InvitesController],
  providers: [InvitesService, InvitesStore],
  exports: [InvitesStore],
})
export class InvitesModule {}
