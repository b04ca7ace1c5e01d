import { type ExecutionContext, Injectable } from '@nestjs/common';
import { ThrottlerGuard, type ThrottlerLimitDetail } from '@nestjs/throttler';
import { GatewayError } from '../../kernel/errors.js';

/** Limits guessing, by client address (IPv6 by its /64). Throws GatewayError('too_many_attempts'). */
@Injectable()
export class AttemptsGuard extends ThrottlerGuard {
  protected override throwThrottlingException(
    _execution: ExecutionContext,
    { timeToBlockExpire }: ThrottlerLimitDetail,
  ): Promise<void> {
    throw new GatewayError(
      'too_many_attempts',
      { retryAfter: timeToBlockExpire },
      { retryAfterSeconds: timeToBlockExpire },
    );
  }
}
