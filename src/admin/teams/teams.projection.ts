import type { Projection } from '../../events/projection.js';

export const teamsProjection: Projection = {
  name: 'teams',
  tables: ['teams', 'team_members'],
  async apply(event, manager) {
    switch (event.type) {
      case 'TeamCreated': {
        const { teamId, name, requestsPerMinute, tokensPerMinute, concurrency, budgets } = event.data;
        await manager.query(
          `INSERT INTO teams (id, name, requests_per_minute, tokens_per_minute, concurrency, budgets, created_at)
           VALUES ($1, $2, $3, $4, $5, $6, $7)`,
          [teamId, name, requestsPerMinute, tokensPerMinute, concurrency, JSON.stringify(budgets), event.occurredAt],
        );
        return;
      }
      case 'TeamLimitsChanged': {
        const { teamId, requestsPerMinute, tokensPerMinute, concurrency, budgets } = event.data;
        await manager.query(
          'UPDATE teams SET requests_per_minute = $2, tokens_per_minute = $3, concurrency = $4, budgets = $5 WHERE id = $1',
          [teamId, requestsPerMinute, tokensPerMinute, concurrency, JSON.stringify(budgets)],
        );
        return;
      }
      case 'TeamMemberAdded': {
        const { teamId, userId } = event.data;
        // Two may have added the same user at once.
        await manager.query(
          'INSERT INTO team_members (team_id, user_id, added_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
          [teamId, userId, event.occurredAt],
        );
        return;
      }
      case 'TeamMemberRemoved': {
        const { teamId, userId } = event.data;
        await manager.query('DELETE FROM team_members WHERE team_id = $1 AND user_id = $2', [teamId, userId]);
        return;
      }
      default:
    }
  },
};
