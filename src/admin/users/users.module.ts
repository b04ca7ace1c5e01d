import { Module } from '@nestjs/common';
import { HashingModule } from '../../hashing/hashing.module.js';
import { AccessModule } from '../access/access.module.js';
import { EventStoreModule } from '../event-store.module.js';
import { InvitesModule } from '../invites/invites.module.js';
import { ThrottlingModule } from '../throttling/throttling.module.js';
import { AdmissionPolicy } from './admission.policy.js';
import { PasswordCredentials } from './password-credentials.js';
import { RegistrationService } from './registration.service.js';
import { SetupToken } from './setup-token.js';
import { UsersController } from './users.controller.js';
import { UsersStore } from './users.store.js';

@Module({
  imports: [AccessModule, EventStoreModule, HashingModule, InvitesModule, ThrottlingModule],
  controllers: [UsersController],
  providers: [AdmissionPolicy, PasswordCredentials, RegistrationService, SetupToken, UsersStore],
  exports: [PasswordCredentials, SetupToken],
})
export class UsersModule {}
