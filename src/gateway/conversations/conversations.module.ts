import { Module } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';
import { systemClock } from '../../kernel/clock.js';
import { ConversationArchive } from './conversation.archive.js';
import { ConversationMemory } from './conversation.memory.js';
import { ConversationStore } from './conversation.store.js';
import { ConversationSweeper } from './conversation.sweeper.js';
import { ConversationWriter } from './conversation.writer.js';
import { Conversations } from './conversations.js';

const MEMORY_LIMITS = { bytes: 64 * 1024 * 1024, freshMs: 60_000 };

/** What was said before, for providers that do not keep it. */
@Module({
  providers: [
    ConversationArchive,
    ConversationStore,
    ConversationSweeper,
    ConversationWriter,
    { provide: ConversationMemory, useFactory: () => new ConversationMemory(systemClock, MEMORY_LIMITS) },
    {
      provide: Conversations,
      inject: [ConversationArchive, CONFIG],
      useFactory: (archive: ConversationArchive, { conversations }: Config) =>
        new Conversations(archive, systemClock, conversations.retentionMs > 0),
    },
  ],
  exports: [ConversationArchive, Conversations],
})
export class ConversationsModule {}
