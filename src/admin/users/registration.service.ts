import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { isUniqueViolation } from '../../database/unique-violation.js';
import { type AppendContext, EventStore } from '../../events/event-store.js';
import { SecretHasher } from '../../hashing/secret-hasher.js';
import { assertNever } from '../../kernel/assert-never.js';
import { GatewayError } from '../../kernel/errors.js';
import { Secret } from '../../kernel/secret.js';
import { inviteStream } from '../invites/invite-stream.js';
import { type Admission, AdmissionPolicy, type Applicant } from './admission.policy.js';
import { normaliseEmail } from './normalise-email.js';
import { INSTALLATION_STREAM, userStream } from './streams.js';

export type RegistrationRequest = Applicant & { readonly password: string; readonly requestId: string };

interface NewUser {
  readonly userId: string;
  readonly email: string;
  readonly passwordHash: string;
}

@Injectable()
export class RegistrationService {
  constructor(
    private readonly policy: AdmissionPolicy,
    private readonly hasher: SecretHasher,
    private readonly events: EventStore,
  ) {}

  /** Throws what AdmissionPolicy throws, GatewayError('email_taken') and `busy`. */
  async register(request: RegistrationRequest) {
    const applicant = { ...request, email: normaliseEmail(request.email) };
    const admission = await this.policy.decide(applicant);
    const passwordHash = await this.hasher.hash(new Secret(request.password));
    const user: NewUser = { userId: randomUUID(), email: applicant.email, passwordHash };
    try {
      return await this.#admit(user, admission, request.requestId);
    } catch (error) {
      const cameSecond =
        error instanceof GatewayError && error.code === 'conflict' && admission.ground === 'first-owner';
      if (!cameSecond) throw error;
      // Somebody else became the first owner meanwhile: now the rules for everybody apply.
      return this.#admit(user, await this.policy.decide(applicant), request.requestId);
    }
  }

  async #admit(user: NewUser, admission: Admission, requestId: string) {
    const context: AppendContext = { actor: user.userId, requestId };
    const { role } = admission;
    try {
      await this.events.transaction(async (manager) => {
        await this.#useUp(admission, user.userId, context, manager);
        const event = { type: 'UserRegistered', data: { ...user, role } } as const;
        await this.events.append(userStream(user.userId), 0, [event], context, manager);
      });
    } catch (error) {
      if (isUniqueViolation(error, 'users_email')) throw new GatewayError('email_taken');
      throw error;
    }
    return { id: user.userId, email: user.email, role };
  }

  /** What can be used once is used up by the version of its stream: the second to come gets a conflict. */
  async #useUp(admission: Admission, userId: string, context: AppendContext, manager: EntityManager): Promise<void> {
    switch (admission.ground) {
      case 'first-owner': {
        const event = { type: 'InstallationClaimed', data: { userId } } as const;
        await this.events.append(INSTALLATION_STREAM, 0, [event], context, manager);
        return;
      }
      case 'invite': {
        const event = { type: 'InviteAccepted', data: { inviteId: admission.inviteId, userId } } as const;
        await this.events.append(inviteStream(admission.inviteId), 1, [event], context, manager);
        return;
      }
      case 'open-registration':
        return;
      default:
        assertNever(admission);
    }
  }
}
