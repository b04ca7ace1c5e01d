import type { Projection } from '../../events/projection.js';

export const keysProjection: Projection = {
  name: 'keys',
  tables: ['api_keys'],
  async apply(event, manager) {
    switch (event.type) {
      case 'KeyIssued': {
        const { keyId, publicId, userId, name, secretHash, prefix, requestsPerMinute, expiresAt } = event.data;
        await manager.query(
          `INSERT INTO api_keys
             (id, public_id, user_id, name, secret_hash, prefix, requests_per_minute, created_at, expires_at)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
          [keyId, publicId, userId, name, secretHash, prefix, requestsPerMinute, event.occurredAt, expiresAt],
        );
        return;
      }
      case 'KeyRotated': {
        const { keyId, expiresAt } = event.data;
        await manager.query('UPDATE api_keys SET expires_at = $2 WHERE id = $1', [keyId, expiresAt]);
        return;
      }
      case 'KeyRevoked':
        await manager.query('UPDATE api_keys SET revoked_at = $2 WHERE id = $1', [event.data.keyId, event.occurredAt]);
        return;
      default:
    }
  },
};
