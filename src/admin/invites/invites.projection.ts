import type { Projection } from '../../events/projection.js';

export const invitesProjection: Projection = {
  name: 'invites',
  tables: ['invites'],
  async apply(event, manager) {
    switch (event.type) {
      case 'InviteIssued': {
        const { inviteId, tokenHash, email, role, expiresAt, createdBy } = event.data;
        await manager.query(
          'INSERT INTO invites (id, token_hash, email, role, expires_at, created_by) VALUES ($1, $2, $3, $4, $5, $6)',
          [inviteId, tokenHash, email, role, expiresAt, createdBy],
        );
        return;
      }
      case 'InviteAccepted':
        await manager.query('UPDATE invites SET accepted_at = $2 WHERE id = $1', [
          event.data.inviteId,
          event.occurredAt,
        ]);
        return;
      default:
    }
  },
};
