import { Global, Module } from '@nestjs/common';
import { Database } from './database.js';
import { ReadingDatabase } from './replica/reading-database.js';

/** Global, so that it opens before and closes after everything that uses it. */
@Global()
@Module({ providers: [Database, ReadingDatabase], exports: [Database, ReadingDatabase] })
export class DatabaseModule {}
