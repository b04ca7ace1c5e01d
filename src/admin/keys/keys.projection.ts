import type { Projection } from '../../events/projection.js';

export const keysProjection: Projection = {
  name: 'keys',
  tables: ['api_keys'],
  async apply(event, manager) {
    switch (event.type) {
      case 'KeyIssued': {
        const { keyId, publicId, userId, name, secretHash, prefix, expiresAt } = event.data;
        const { requestsPerMinute, tokensPerMinute, concurrency, budgets, teamId } = event.data;
        await manager.query(
          `INSERT INTO api_keys
             (id, public_id, user_id, name, secret_hash, prefix, requests_per_minute, created_at, expires_at,
              tokens_per_minute, concurrency, budgets, team_id)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
          [
            keyId,
            publicId,
            userId,
            name,
            secretHash,
            prefix,
            requestsPerMinute,
            event.occurredAt,
            expiresAt,
            tokensPerMinute ?? null,
            concurrency ?? null,
            JSON.stringify(budgets ?? []),
            teamId ?? null,
          ],
        );
        return;
      }
      case 'KeyLimitsChanged': {
        const { keyId, name, requestsPerMinute, tokensPerMinute, concurrency, budgets } = event.data;
        await manager.query(
          `UPDATE api_keys SET name = $2, requests_per_minute = $3, tokens_per_minute = $4, concurrency = $5, budgets = $6
            WHERE id = $1`,
          [keyId, name, requestsPerMinute, tokensPerMinute, concurrency, JSON.stringify(budgets)],
        );
        return;
      }
      case 'KeyRotated': {
        const { keyId, expiresAt, replacedBy } = event.data;
        await manager.query('UPDATE api_keys SET expires_at = $2, replaced_by = $3 WHERE id = $1', [
          keyId,
          expiresAt,
          replacedBy,
        ]);
        return;
      }
      case 'KeyRevoked':
        await manager.query('UPDATE api_keys SET revoked_at = $2 WHERE id = $1', [event.data.keyId, event.occurredAt]);
        return;
      default:
    }
  },
};
