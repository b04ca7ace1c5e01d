import { Global, Module } from '@nestjs/common';
import { SnapshotHolder } from './snapshot.holder.js';

/** The meeting point of the planes. */
@Global()
@Module({ providers: [SnapshotHolder], exports: [SnapshotHolder] })
export class StateModule {}
