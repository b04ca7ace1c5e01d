import { Injectable } from '@nestjs/common';
import { SecretHasher } from '../../hashing/secret-hasher.js';
import { parseApiKey } from '../../kernel/api-key.js';
import { systemClock } from '../../kernel/clock.js';
import { GatewayError } from '../../kernel/errors.js';
import { KeysStore } from './keys.store.js';

/** Whose a gateway key is, for the few admin calls that take one. Uncached: the caller limits attempts. */
@Injectable()
export class KeyCredentials {
  constructor(
    private readonly keys: KeysStore,
    private readonly hasher: SecretHasher,
  ) {}

  /** The user's id. Throws GatewayError('invalid_api_key') or `busy`. */
  async verify(text: string): Promise<string> {
    const parsed = parseApiKey(text);
    if (!parsed) throw new GatewayError('invalid_api_key');
    const credential = await this.keys.findCredential(parsed.publicId, new Date(systemClock.now()));
    if (!credential || !(await this.hasher.verify(credential.secretHash, parsed.key))) {
      throw new GatewayError('invalid_api_key', { prefix: parsed.prefix });
    }
    return credential.userId;
  }
}
