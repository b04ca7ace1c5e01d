import { Module } from '@nestjs/common';
import { Database } from '../database/database.js';
import { ControlEventFeed } from '../events/control-event-feed.js';
import { EventStore } from '../events/event-store.js';
import { EventsModule } from '../events/events.module.js';
import { PROJECTIONS } from './projections.js';

@Module({
  imports: [EventsModule],
  providers: [
    {
      provide: EventStore,
      inject: [Database, ControlEventFeed],
      useFactory: (database: Database, feed: ControlEventFeed) => new EventStore(database, feed, PROJECTIONS),
    },
  ],
  exports: [EventStore, EventsModule],
})
export class EventStoreModule {}
