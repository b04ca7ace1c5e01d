import { Module } from '@nestjs/common';
import { UsageLedger } from './ledger.js';
import { UsageStore } from './usage.store.js';

@Module({ providers: [UsageLedger, UsageStore], exports: [UsageLedger] })
export class UsageModule {}
