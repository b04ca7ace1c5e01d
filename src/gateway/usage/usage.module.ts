import { Module } from '@nestjs/common';
import { RetentionStore } from './retention/retention.store.js';
import { UsageRetention } from './retention/usage-retention.js';
import { UsageLedger } from './ledger.js';
import { UsageStore } from './usage.store.js';

@Module({ providers: [RetentionStore, UsageLedger, UsageRetention, UsageStore], exports: [UsageLedger] })
export class UsageModule {}
