import { Module } from '@nestjs/common';
import { SessionGuard } from './session.guard.js';
import { SessionsStore } from './sessions.store.js';

@Module({ providers: [SessionsStore, SessionGuard], exports: [SessionsStore, SessionGuard] })
export class AccessModule {}
