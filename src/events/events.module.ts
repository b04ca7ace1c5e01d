import { Module } from '@nestjs/common';
import { ControlEventFeed } from './control-event-feed.js';

/** What both planes need: the feed. The store belongs to the control plane, which alone appends. */
@Module({ providers: [ControlEventFeed], exports: [ControlEventFeed] })
export class EventsModule {}
