import type { ArgumentsHost, ExceptionFilter } from '@nestjs/common';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import type { FastifyReply } from 'fastify';
import { AdminModule } from '../../src/admin/admin.module.js';
import { ConfigModule } from '../../src/config/config.module.js';
import { RedisModule } from '../../src/redis/redis.module.ts';
import { DatabaseModule } from '../../src/database/database.module.js';
import { SnapshotHolder } from '../../src/state/snapshot.holder.ts';
import { toGatewayError } from '../../src/kernel/errors.js';
import { aGround, type DatabaseKind, type Ground } from './database.fixtures.ts';

export const PASSWORD = 'correct horse battery staple';

/** What the gateway's definition says, without what reads it again. */
const STATE = { module: class {}, global: true, providers: [SnapshotHolder], exports: [SnapshotHolder] };

/** Renders what the control plane throws, as plainly as possible: the gateway's own envelope is not the subject here. */
const plainErrors: ExceptionFilter = {
  catch(thrown: unknown, host: ArgumentsHost): void {
    const error = toGatewayError(thrown, 'unexpected');
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    if (error.retryAfterSeconds !== undefined) void reply.header('retry-after', Math.ceil(error.retryAfterSeconds));
    const cause = error.cause instanceof Error ? error.cause.stack : undefined;
    void reply.status(error.status).send({ code: error.code, param: error.param, message: error.message, cause });
  },
};

interface CallOptions {
  readonly body?: unknown;
  readonly token?: string;
  /** Defaults to another loopback address every time, so that throttling stays out of the way. */
  readonly from?: string;
  readonly headers?: Record<string, string>;
}

/** The control plane alone, over an empty database. */
export class AdminApp {
  #calls = 0;

  private constructor(
    readonly app: NestFastifyApplication,
    private readonly ground: Ground,
  ) {}

  static async start(kind: DatabaseKind, environment: NodeJS.ProcessEnv = {}): Promise<AdminApp> {
    const ground = await aGround(kind, environment);
    const imports = [ConfigModule.with(ground.config), DatabaseModule, RedisModule, STATE, AdminModule];
    const testing = await Test.createTestingModule({ imports }).compile();
    const app = testing.createNestApplication<NestFastifyApplication>(new FastifyAdapter(), { logger: false });
    app.useGlobalFilters(plainErrors);
    await app.init();
    await app.getHttpAdapter().getInstance().ready();
    return new AdminApp(app, ground);
  }

  async call(method: 'GET' | 'POST' | 'PATCH' | 'DELETE', url: string, options: CallOptions = {}) {
    const { body, token, from = this.#anotherAddress(), headers = {} } = options;
    const response = await this.app.inject({
      method,
      url,
      remoteAddress: from,
      headers: { ...headers, ...(token !== undefined && { authorization: `Bearer ${token}` }) },
      ...(body !== undefined && { payload: body as object }),
    });
    const json = response.body === '' ? null : (JSON.parse(response.body) as Record<string, unknown>);
    return { status: response.statusCode, headers: response.headers, body: json ?? {} };
  }

  register(email: string, more: Record<string, unknown> = {}, options: CallOptions = {}) {
    return this.call('POST', '/auth/register', { body: { email, password: PASSWORD, ...more }, ...options });
  }

  /** A session token. */
  async signIn(email: string): Promise<string> {
    const { body } = await this.call('POST', '/auth/login', { body: { email, password: PASSWORD } });
    return String(body['token']);
  }

  async stop(): Promise<void> {
    await this.app.close();
    await this.ground.close();
  }

  #anotherAddress(): string {
    this.#calls += 1;
    return `127.0.${Math.floor(this.#calls / 250)}.${(this.#calls % 250) + 1}`;
  }
}
