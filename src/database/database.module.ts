import { Global, Module } from '@nestjs/common';
import { Database } from './database.js';

/** Global, so that it opens before and closes after everything that uses it. */
@Global()
@Module({ providers: [Database], exports: [Database] })
export class DatabaseModule {}
