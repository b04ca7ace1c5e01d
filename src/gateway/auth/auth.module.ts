import { Module } from '@nestjs/common';
import { EventsModule } from '../../events/events.module.js';
import { HashingModule } from '../../hashing/hashing.module.js';
import { ApiKeyGuard } from './api-key.guard.js';
import { ApiKeyStore } from './api-key.store.js';
import { Authenticator } from './authenticator.js';

/** Who is asking. */
@Module({
  imports: [EventsModule, HashingModule],
  providers: [ApiKeyGuard, ApiKeyStore, Authenticator],
  exports: [ApiKeyGuard, Authenticator],
})
export class AuthModule {}
