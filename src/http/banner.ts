import type { Config } from '../config/config.js';
import type { Logger } from '../observability/logger.js';

export interface Listening {
  readonly url: string;
  readonly setupToken: string | null;
  readonly startedInMs: number;
}

/** Says where everything is, with something to paste. One JSON line in production. */
export function announce(config: Config, logger: Logger, { url, setupToken, startedInMs }: Listening): void {
  if (config.observability.format === 'json') {
    logger.info({ url, version: config.version, started_in_ms: Math.round(startedInMs) }, 'listening');
    // Only while there is no owner yet, and only where an operator reads: whoever has it becomes the owner.
    if (setupToken !== null) logger.warn({ setup_token: setupToken }, 'no owner yet: register with this setup token');
    return;
  }
  process.stdout.write(banner(config, url, setupToken, startedInMs));
}

function banner(config: Config, url: string, setupToken: string | null, startedInMs: number): string {
  const providers = config.providers.map(({ name }) => name).join(', ') || 'none configured';
  const claim =
    setupToken === null
      ? ''
      : `
  Nobody is registered yet. From this machine just register; from elsewhere send
  "setup_token": "${setupToken}"
`;
  return `
  AI Gateway ${config.version} is listening on ${url} (started in ${Math.round(startedInMs)} ms)

  API        ${url}/v1          (OpenAI's; set it as your client's base URL)
  Swagger    ${url}/docs
  Health     ${url}/health
  Metrics    ${url}/metrics
  Providers  ${providers}
${claim}
  Paste this:

    curl -s ${url}/auth/register -H 'content-type: application/json' \\
      -d '{"email":"me@example.com","password":"a long passphrase"}'
    KEY=$(curl -s ${url}/auth/keys -H 'content-type: application/json' \\
      -d '{"email":"me@example.com","password":"a long passphrase","key_name":"first"}' | grep -o 'aig_[0-9A-Za-z]\\{58\\}')
    curl -N ${url}/v1/chat/completions -H "Authorization: Bearer $KEY" -H 'content-type: application/json' \\
      -d '{"model":"echo","stream":true,"messages":[{"role":"user","content":"Hello from the gateway"}]}'

`;
}
