import type { Projection } from '../../events/projection.js';

export const usersProjection: Projection = {
  name: 'users',
  tables: ['users'],
  async apply(event, manager) {
    switch (event.type) {
      case 'UserRegistered': {
        const { userId, email, passwordHash, role } = event.data;
        await manager.query(
          'INSERT INTO users (id, email, password_hash, role, created_at) VALUES ($1, $2, $3, $4, $5)',
          [userId, email, passwordHash, role, event.occurredAt],
        );
        return;
      }
      case 'PasswordRehashed': {
        const { userId, passwordHash } = event.data;
        await manager.query('UPDATE users SET password_hash = $2 WHERE id = $1', [userId, passwordHash]);
        return;
      }
      default:
    }
  },
};
