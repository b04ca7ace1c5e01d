import { Global, Module } from '@nestjs/common';
import { SnapshotHolder } from './snapshot.holder.js';
import { SnapshotReloader } from './snapshot.reloader.js';

/** The meeting point of the planes. */
@Global()
@Module({ providers: [SnapshotHolder, SnapshotReloader], exports: [SnapshotHolder] })
export class StateModule {}
