import { Module } from '@nestjs/common';
import { ApiKeyGuard } from './api-key.guard.js';
import { ApiKeyStore } from './api-key.store.js';
import { Authenticator } from './authenticator.js';

/** Who is asking. Hashing, events and the database are global modules. */
@Module({ providers: [ApiKeyGuard, ApiKeyStore, Authenticator], exports: [ApiKeyGuard, Authenticator] })
export class AuthModule {}
