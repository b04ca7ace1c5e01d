import { describe, expect, it } from 'vitest';
import { isLocalRequest } from './local-request.js';

type Request = Parameters<typeof isLocalRequest>[0];

const aRequest = (remoteAddress: string | undefined, headers: Record<string, string>) =>
  ({ socket: { remoteAddress }, headers: { host: 'localhost:3000', ...headers } }) as unknown as Request;

describe('a request from this machine itself', () => {
  it.each(['127.0.0.1', '127.1.2.3', '::1', '::ffff:127.0.0.1'])('comes from %s', (address) => {
    expect(isLocalRequest(aRequest(address, {}))).toBe(true);
  });

  it.each(['localhost', '127.0.0.1:3000', '[::1]:3000', 'LOCALHOST:1'])('is addressed to %s', (host) => {
    expect(isLocalRequest(aRequest('127.0.0.1', { host }))).toBe(true);
  });

  it.each(['10.0.0.1', '::ffff:10.0.0.1', '128.0.0.1', '', undefined])('does not come from %s', (address) => {
    expect(isLocalRequest(aRequest(address, {}))).toBe(false);
  });

  it.each(['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'via'])('has no %s header', (header) => {
    expect(isLocalRequest(aRequest('127.0.0.1', { [header]: '127.0.0.1' }))).toBe(false);
  });

  it.each(['gateway.example', 'localhost.example', '127.0.0.1.example', ''])('is not addressed to "%s"', (host) => {
    expect(isLocalRequest(aRequest('127.0.0.1', { host }))).toBe(false);
  });
});
