import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ControlEventBody } from '../../src/events/control-event.js';
import { redactEvent } from '../../src/events/redact-event.js';
import { eventually } from '../setup/eventually.ts';
import { aGround, DATABASE_KINDS, type Ground } from './database.fixtures.ts';
import { aNode, aUser, BY_NOBODY } from './events.fixtures.ts';

const claimed = (): ControlEventBody => ({ type: 'InstallationClaimed', data: { userId: randomUUID() } });

describe.each(DATABASE_KINDS)('the event store on the %s database', (kind) => {
  let ground: Ground;
  let node: Awaited<ReturnType<typeof aNode>>;

  beforeAll(async () => {
    ground = await aGround(kind);
    node = await aNode(ground);
  });
  afterAll(async () => {
    await node.feed.onApplicationShutdown();
    await ground.close();
  });

  it('lets one of twenty concurrent appends through and tells the others of the conflict', async () => {
    const attempts = await Promise.allSettled(
      Array.from({ length: 20 }, () => node.store.append('race', 0, [claimed()], BY_NOBODY)),
    );
    expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const attempt of attempts) {
      if (attempt.status === 'rejected') expect(attempt.reason).toMatchObject({ code: 'conflict', status: 409 });
    }
    expect(await node.database.query(`SELECT version FROM control_events WHERE stream = 'race'`)).toEqual([
      { version: 1 },
    ]);
  });

  it('numbers a stream without gaps when every writer retries after a conflict', async () => {
    const appendAnyhow = async (): Promise<void> => {
      for (;;) {
        const version = await node.database.transaction((manager) => node.store.version('busy', manager));
        try {
          await node.store.append('busy', version, [claimed(), claimed()], BY_NOBODY);
          return;
        } catch (error) {
          expect(error).toMatchObject({ code: 'conflict' });
        }
      }
    };
    await Promise.all(Array.from({ length: 8 }, appendAnyhow));
    const stored = await node.database.query<{ version: number }>(
      `SELECT version FROM control_events WHERE stream = 'busy' ORDER BY position`,
    );
    expect(stored.map(({ version }) => version)).toEqual(Array.from({ length: 16 }, (_, index) => index + 1));
  });

  it('delivers what this node appended, in order and once', async () => {
    const stored = await node.database.query<{ position: string }>('SELECT position FROM control_events ORDER BY 1');
    await eventually('every event was delivered', () => node.delivered.length >= stored.length);
    expect(node.delivered.map(({ position }) => String(position))).toEqual(stored.map(({ position }) => position));
  });

  it('keeps neither event nor row when a projection fails, and announces nothing', async () => {
    const before = node.delivered.length;
    const { event, stream } = aUser({ email: 'twice@example.com' });
    const second = aUser({ email: 'twice@example.com' });
    await node.store.append(stream, 0, [event], BY_NOBODY);
    await expect(node.store.append(second.stream, 0, [second.event], BY_NOBODY)).rejects.toMatchObject({
      code: '23505',
    });
    expect(await node.database.query('SELECT 1 FROM control_events WHERE stream = $1', [second.stream])).toEqual([]);
    await eventually('the first event was delivered', () => node.delivered.length === before + 1);
    expect(node.delivered.at(-1)).toMatchObject({ stream, version: 1, type: 'UserRegistered', actor: 'anonymous' });
  });

  it('refuses data that is not what the type promises', async () => {
    const broken = { type: 'InstallationClaimed', data: { userId: 'nobody' } } as const;
    await expect(node.store.append('broken', 0, [broken], BY_NOBODY)).rejects.toThrow(/userId/);
  });

  it('shows no hash in its outside view', async () => {
    const { event, stream } = aUser({ passwordHash: '$argon2id$the-hash' });
    const [appended] = await node.store.append(stream, 0, [event], BY_NOBODY);
    expect(appended?.data).toMatchObject({ passwordHash: '$argon2id$the-hash' });
    const shown = appended && redactEvent(appended);
    expect(shown?.data).toEqual({ ...event.data, passwordHash: expect.stringMatching(/^\[redacted length=18 /) });
  });

  it('rebuilds identical tables from the events', async () => {
    const owner = aUser({ role: 'owner' });
    const [keyId, otherKeyId, inviteId, teamId] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
    const budgets = [{ unit: 'spend' as const, amount: 25_000_000_000, period: 'month' as const, zone: null }];
    const limits = { requestsPerMinute: 7, tokensPerMinute: null, concurrency: 2, budgets };
    const aKey = (id: string): ControlEventBody => ({
      type: 'KeyIssued',
      data: {
        keyId: id,
        publicId: id.slice(0, 12),
        userId: owner.userId,
        name: 'a key',
        secretHash: '$argon2id$of-the-key',
        prefix: `aig_${id.slice(0, 12)}`,
        requestsPerMinute: 5,
        expiresAt: null,
      },
    });
    const instant = '2027-01-02T03:04:05.678Z';
    const rotated = { keyId, publicId: keyId.slice(0, 12), replacedBy: otherKeyId, expiresAt: instant };
    const invite = { inviteId, tokenHash: 'ab', email: null, role: 'member', expiresAt: instant } as const;
    const rehashed = { userId: owner.userId, passwordHash: '$argon2id$newer' };
    const history: [string, ControlEventBody[]][] = [
      [owner.stream, [owner.event, { type: 'PasswordRehashed', data: rehashed }]],
      [
        `team:${teamId}`,
        [
          { type: 'TeamCreated', data: { teamId, name: 'payments', ...limits } },
          { type: 'TeamLimitsChanged', data: { teamId, ...limits, concurrency: 9 } },
          { type: 'TeamMemberAdded', data: { teamId, userId: owner.userId } },
        ],
      ],
      [
        `key:${keyId}`,
        [
          aKey(keyId),
          { type: 'KeyLimitsChanged', data: { keyId, publicId: keyId.slice(0, 12), name: 'renamed', ...limits } },
          { type: 'KeyRotated', data: rotated },
        ],
      ],
      [`key:${otherKeyId}`, [aKey(otherKeyId), { type: 'KeyRevoked', data: { keyId: otherKeyId, publicId: 'x' } }]],
      [
        `invite:${inviteId}`,
        [
          { type: 'InviteIssued', data: { ...invite, createdBy: owner.userId } },
          { type: 'InviteAccepted', data: { inviteId, userId: randomUUID() } },
        ],
      ],
    ];
    for (const [stream, events] of history) await node.store.append(stream, 0, events, BY_NOBODY);

    const tables = async () => ({
      users: await node.database.query('SELECT * FROM users ORDER BY id'),
      keys: await node.database.query('SELECT * FROM api_keys ORDER BY id'),
      teams: await node.database.query('SELECT * FROM teams ORDER BY id'),
      members: await node.database.query('SELECT * FROM team_members ORDER BY team_id, user_id'),
      invites: await node.database.query('SELECT * FROM invites ORDER BY id'),
    });
    const before = await tables();
    expect(before.keys).toHaveLength(2);
    expect(before.keys).toContainEqual(
      expect.objectContaining({ id: keyId, name: 'renamed', concurrency: 2, budgets, replaced_by: otherKeyId }),
    );
    expect(before.teams).toEqual([
      expect.objectContaining({ name: 'payments', requests_per_minute: 7, concurrency: 9 }),
    ]);
    expect(before.members).toHaveLength(1);
    expect(before.keys).toContainEqual(expect.objectContaining({ id: keyId, expires_at: new Date(instant) }));
    expect(before.keys).toContainEqual(expect.objectContaining({ id: otherKeyId, revoked_at: expect.any(Date) }));
    expect(before.users).toContainEqual(expect.objectContaining({ password_hash: '$argon2id$newer' }));
    expect(before.invites).toEqual([expect.objectContaining({ accepted_at: expect.any(Date) })]);

    await node.database.query(`UPDATE users SET role = 'auditor'`);
    await node.store.rebuild();
    expect(await tables()).toEqual(before);
  });
});
