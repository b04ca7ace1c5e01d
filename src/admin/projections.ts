import type { Projection } from '../events/projection.js';
import { invitesProjection } from './invites/invites.projection.js';
import { keysProjection } from './keys/keys.projection.js';
import { teamsProjection } from './teams/teams.projection.js';
import { usersProjection } from './users/users.projection.js';

/** Every projection, in the order in which an event passes them: users before what refers to them. */
export const PROJECTIONS: readonly Projection[] = [usersProjection, teamsProjection, keysProjection, invitesProjection];
