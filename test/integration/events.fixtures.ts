import { ControlEventFeed } from '../../src/events/control-event-feed.js';
import type { ControlEvent } from '../../src/events/control-event.js';
import { EventStore } from '../../src/events/event-store.js';
import { PROJECTIONS } from '../../src/admin/projections.js';
import type { Ground } from './database.fixtures.ts';

/** The event store of one node, with what its feed has delivered so far. */
export async function aNode(ground: Ground) {
  const database = await ground.openNode();
  const feed = new ControlEventFeed(database);
  const delivered: ControlEvent[] = [];
  feed.subscribe((event) => delivered.push(event));
  await feed.onModuleInit();
  return { database, feed, delivered, store: new EventStore(database, feed, PROJECTIONS) };
}

export const BY_NOBODY = { actor: 'anonymous', requestId: null };
