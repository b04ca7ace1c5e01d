import { Module } from '@nestjs/common';
import { InvitesModule } from './invites/invites.module.js';
import { KeysModule } from './keys/keys.module.js';
import { RequestLogModule } from './request-log/request-log.module.js';
import { TeamsModule } from './teams/teams.module.js';
import { UsageModule } from './usage/usage.module.js';
import { UsersModule } from './users/users.module.js';

/** The control plane, one module per resource. */
@Module({ imports: [UsersModule, KeysModule, InvitesModule, TeamsModule, RequestLogModule, UsageModule] })
export class AdminModule {}
