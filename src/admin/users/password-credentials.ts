import { Injectable } from '@nestjs/common';
import { EventStore } from '../../events/event-store.js';
import { SecretHasher } from '../../hashing/secret-hasher.js';
import { GatewayError } from '../../kernel/errors.js';
import { Secret } from '../../kernel/secret.js';
import { normaliseEmail } from './normalise-email.js';
import { userStream } from './streams.js';
import { type User, UsersStore } from './users.store.js';

/** Of no password, with today's parameters: an unknown address must cost as much time as a wrong password. */
const DUMMY_HASH =
  '$argon2id$v=19$m=19456,t=2,p=1$c2FsdCBvZiBub2JvZHkh$bm90IHRoZSBoYXNoIG9mIGFueSBwYXNzd29yZCBhdCBhbGw';

/** Who somebody is by e-mail and password. */
@Injectable()
export class PasswordCredentials {
  constructor(
    private readonly users: UsersStore,
    private readonly hasher: SecretHasher,
    private readonly events: EventStore,
  ) {}

  /** Throws GatewayError('invalid_credentials') alike for an unknown address and a wrong password, or `busy`. */
  async verify(email: string, password: string, requestId: string): Promise<User> {
    const plaintext = new Secret(password);
    const user = await this.users.findWithPassword(normaliseEmail(email));
    const isRight = await this.hasher.verify(user?.passwordHash ?? DUMMY_HASH, plaintext);
    if (!user || !isRight) throw new GatewayError('invalid_credentials');
    if (await this.hasher.needsRehash(user.passwordHash)) await this.#rehash(user.id, plaintext, requestId);
    return user;
  }

  async #rehash(userId: string, plaintext: Secret, requestId: string): Promise<void> {
    const stream = userStream(userId);
    const passwordHash = await this.hasher.hash(plaintext);
    await this.events.transaction(async (manager) => {
      const version = await this.events.version(stream, manager);
      const event = { type: 'PasswordRehashed', data: { userId, passwordHash } } as const;
      await this.events.append(stream, version, [event], { actor: userId, requestId }, manager);
    });
  }
}
