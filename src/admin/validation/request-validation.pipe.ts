import { type ArgumentMetadata, type ValidationError, ValidationPipe } from '@nestjs/common';
import { GatewayError } from '../../kernel/errors.js';
import { isJsonObject } from '../../kernel/json.js';

/**
 * Checks bodies and queries of the admin controllers against their DTO. Bound per controller: class-validator costs
 * more than a whole request of the hot path. Throws GatewayError (invalid_body, missing_field, invalid_field).
 */
export class RequestValidationPipe extends ValidationPipe {
  constructor() {
    super({
      transform: true,
      whitelist: true,
      forbidNonWhitelisted: true,
      stopAtFirstError: true,
      exceptionFactory: (errors) => toGatewayError(errors),
    });
  }

  /** No body at all means an empty one, so that every missing field is named. */
  override transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    if (metadata.type !== 'body') return super.transform(value, metadata);
    const body = value ?? {};
    if (!isJsonObject(body)) {
      throw new GatewayError('invalid_body', { actual: Array.isArray(body) ? 'an array' : `a ${typeof body}` });
    }
    return super.transform(body, metadata);
  }
}

function toGatewayError([error]: readonly ValidationError[]): GatewayError {
  const param = error?.property ?? '';
  const [constraint, text = 'it is not valid'] = Object.entries(error?.constraints ?? {})[0] ?? [];
  if (constraint === 'whitelistValidation') {
    return new GatewayError('invalid_field', { param, reason: 'there is no such field here' });
  }
  // class-validator begins its texts with the name, which the catalogue's text says already.
  const reason = text.startsWith(`${param} `) ? text.slice(param.length + 1) : text;
  if (error?.value === undefined) return new GatewayError('missing_field', { param, hint: `It ${reason}.` });
  return new GatewayError('invalid_field', { param, reason: `it ${reason}` });
}
