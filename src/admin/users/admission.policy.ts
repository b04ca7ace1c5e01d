import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';
import { assertNever } from '../../kernel/assert-never.js';
import { systemClock } from '../../kernel/clock.js';
import { GatewayError } from '../../kernel/errors.js';
import type { Role } from '../../kernel/principal.js';
import { InvitesStore } from '../invites/invites.store.js';
import { SetupToken } from './setup-token.js';
import { UsersStore } from './users.store.js';

export interface Applicant {
  /** Normalised. */
  readonly email: string;
  /** On the gateway's own machine. */
  readonly isLocal: boolean;
  readonly setupToken?: string;
  readonly inviteToken?: string;
}

/** On which ground somebody may register, and as what. */
export type Admission =
  | { readonly ground: 'first-owner'; readonly role: 'owner' }
  | { readonly ground: 'invite'; readonly role: Role; readonly inviteId: string }
  | { readonly ground: 'open-registration'; readonly role: 'member' };

@Injectable()
export class AdmissionPolicy {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly users: UsersStore,
    private readonly invites: InvitesStore,
    private readonly setupToken: SetupToken,
  ) {}

  /** Throws GatewayError (setup_token_required, registration_closed, invalid_field for a bad invite). */
  async decide(applicant: Applicant): Promise<Admission> {
    if (!(await this.users.isInstallationClaimed())) return this.#firstOwner(applicant);
    const mode = this.config.auth.registration;
    switch (mode) {
      case 'closed':
        throw new GatewayError('registration_closed', { mode, hint: 'Ask the operator to set REGISTRATION.' });
      case 'invite':
        if (applicant.inviteToken !== undefined) return this.#invited(applicant.email, applicant.inviteToken);
        throw new GatewayError('registration_closed', {
          mode: 'by invitation only',
          hint: 'Ask an owner or admin for an invite and send it as "invite_token".',
        });
      case 'open':
        if (applicant.inviteToken !== undefined) return this.#invited(applicant.email, applicant.inviteToken);
        return { ground: 'open-registration', role: 'member' };
      default:
        return assertNever(mode);
    }
  }

  #firstOwner({ isLocal, setupToken }: Applicant): Admission {
    const mayClaim = setupToken === undefined ? isLocal : this.setupToken.matches(setupToken);
    if (!mayClaim) throw new GatewayError('setup_token_required');
    return { ground: 'first-owner', role: 'owner' };
  }

  async #invited(email: string, token: string): Promise<Admission> {
    const invite = await this.invites.findOpen(token, new Date(systemClock.now()));
    if (!invite || (invite.email !== null && invite.email !== email)) {
      const reason = 'it is unknown, used, expired or made out to another e-mail address';
      throw new GatewayError('invalid_field', { param: 'invite_token', reason });
    }
    return { ground: 'invite', role: invite.role, inviteId: invite.id };
  }
}
