import 'reflect-metadata';
import { Logger } from '@nestjs/common';
import { loadConfig } from '../../../config/load-config.js';
import { Database } from '../../../database/database.js';
import { PriceBook } from '../../../pricing/price-book.js';
import { SnapshotHolder } from '../../../state/snapshot.holder.js';
import { readRerateArguments, RERATE_HELP } from './rerate.arguments.js';
import { rerate } from './rerate.js';
import { RerateStore } from './rerate.store.js';

/** `npm run rerate`: a process of its own, beside the gateway or without it, with the gateway's own configuration. */
async function main(words: readonly string[]): Promise<void> {
  const { scope, dryRun } = readRerateArguments(words, new Date());
  const config = loadConfig();
  const database = new Database(config);
  try {
    await database.onModuleInit();
    const summary = await rerate(new RerateStore(database), new PriceBook(new SnapshotHolder(config)), scope, {
      dryRun,
    });
    process.stdout.write(`${summary.toText(dryRun)}\n`);
  } finally {
    await database.onApplicationShutdown();
  }
}

Logger.overrideLogger(['error', 'fatal']);
await main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${RERATE_HELP}`);
  process.exitCode = 1;
});
