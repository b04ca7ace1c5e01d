import { once } from 'node:events';
import { constants, type ServerHttp2Stream } from 'node:http2';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { ChaosProxy } from '../../../../test/fakes/chaos-proxy.js';
import { FakeClock } from '../../../../test/fakes/fake-clock.js';
import { answer, Http2Vendor, resetOf, VENDOR_TLS } from '../../../../test/fakes/http2-vendor.js';
import { systemClock } from '../../../kernel/clock.js';
import type { UpstreamRequest } from '../../providers/provider.js';
import { Deadlines } from '../deadlines.js';
import { collectBody, type Exchange, ExchangeAborted } from '../exchange.js';
import { ConnectionsExhausted, OriginConnections } from '../origin-connections.js';
import { describeFailure, isTimeout } from '../transport-error.js';
import { Http2Connections, type Http2Settings } from './http2-connections.js';

const PATIENCE_MS = 20_000;
const SETTINGS: Http2Settings = {
  connectTimeoutMs: PATIENCE_MS,
  probeMs: PATIENCE_MS,
  idleMs: 60_000,
  longestMs: 600_000,
  maxConnections: 8,
};

beforeAll(() => setDefaultCACertificates([...getCACertificates(), VENDOR_TLS.cert.toString()]));

/** A gateway's side of one vendor, its timeouts in the hands of the test. */
function caller(origin: string, settings: Partial<Http2Settings> = {}) {
  const clock = new FakeClock();
  const deadlines = new Deadlines(clock);
  const http1 = new OriginConnections(origin, { ...SETTINGS, ...settings });
  const connections = new Http2Connections(origin, { ...SETTINGS, ...settings }, http1, systemClock);
  const released: string[] = [];
  onTestFinished(async () => {
    connections.destroy();
    deadlines.onApplicationShutdown();
    await http1.destroy();
  });
  const call = (path: string, more: Partial<UpstreamRequest> = {}): Exchange => {
    const request: UpstreamRequest = { origin, path, method: 'GET', headers: [], body: null, ...more };
    const timeouts = { firstByteMs: 1000, idleMs: 500 };
    return connections.open(request, { timeouts, deadlines, released: () => released.push(path) });
  };
  const pass = (milliseconds: number) => {
    clock.advance(milliseconds);
    deadlines.sweep();
  };
  return { connections, http1, call, pass, released };
}

async function vendorThat(onCall: (stream: ServerHttp2Stream, path: string) => void, callsAtOnce?: number) {
  const vendor = await Http2Vendor.start((stream, headers) => onCall(stream, String(headers[':path'])), {
    callsAtOnce,
  });
  onTestFinished(() => vendor[Symbol.asyncDispose]());
  return vendor;
}

async function textOf(exchange: Exchange): Promise<string> {
  await exchange.head;
  return (await collectBody(exchange, 1_000_000)).toString();
}

/** What a body that is read as it comes ends with. */
function endOf(exchange: Exchange, onData: (chunk: Buffer) => void = () => undefined): Promise<Error | 'end'> {
  return new Promise((resolve) => {
    exchange.attach({ data: onData, end: () => resolve('end'), error: resolve });
  });
}

describe('a call over HTTP/2', () => {
  it('says and hears everything', async () => {
    const heard = Promise.withResolvers<[headers: object, body: string]>();
    const vendor = await Http2Vendor.start(async (stream, headers) => {
      heard.resolve([headers, (await buffer(stream)).toString()]);
      stream.respond({ ':status': 201, 'content-type': 'text/plain', 'set-cookie': ['a=1', 'b=2'] });
      stream.end('Grüße');
    });
    onTestFinished(() => vendor[Symbol.asyncDispose]());
    const { call, connections, released } = caller(vendor.origin);
    const headers = ['Content-Type', 'application/json', 'host', 'elsewhere', 'connection', 'close', 'x-key', 'k'];
    const exchange = call('/v1/x?y=1', { method: 'POST', headers, body: Buffer.from('{"a":1}') });
    expect(exchange.sent).toBe(false);
    expect(await exchange.head).toEqual({
      status: 201,
      headers: expect.objectContaining({ 'content-type': 'text/plain', 'set-cookie': ['a=1', 'b=2'] }),
    });
    expect(exchange.sent).toBe(true);
    expect((await collectBody(exchange, 1000)).toString()).toBe('Grüße');
    const [said, body] = await heard.promise;
    expect(said).toMatchObject({
      ':method': 'POST',
      ':path': '/v1/x?y=1',
      ':authority': `localhost:${vendor.port}`,
      'content-type': 'application/json',
      'x-key': 'k',
    });
    expect(said).not.toHaveProperty('connection');
    expect(said).not.toHaveProperty('host');
    expect(body).toBe('{"a":1}');
    expect(released).toEqual(['/v1/x?y=1']);
    await expect.poll(() => connections.size(), { timeout: PATIENCE_MS }).toEqual({ open: 1, idle: 1 });
  });

  it('shares its connection with others, the first ones too', async () => {
    const vendor = await vendorThat((stream, path) => answer(stream, path));
    const { call } = caller(vendor.origin);
    const paths = Array.from({ length: 100 }, (_, index) => `/${index}`);
    expect(await Promise.all(paths.map((path) => textOf(call(path))))).toEqual(paths);
    expect(await textOf(call('/again'))).toBe('/again');
    expect(vendor.connections).toBe(1);
  });

  it('opens another connection when the vendor takes no more on one', async () => {
    const waiting: ServerHttp2Stream[] = [];
    const vendor = await vendorThat((stream) => {
      waiting.push(stream);
      if (waiting.length === 5) for (const each of waiting) answer(each, 'all here');
    }, 2);
    const { call, released } = caller(vendor.origin);
    const texts = await Promise.all(Array.from({ length: 5 }, (_, index) => textOf(call(`/${index}`))));
    expect(texts).toEqual(Array.from({ length: 5 }, () => 'all here'));
    expect(vendor.connections).toBe(3);
    expect(released).toHaveLength(5);
  });

  it('opens no more connections than it may', async () => {
    const vendor = await vendorThat(() => undefined, 1);
    const { call, released } = caller(vendor.origin, { maxConnections: 1 });
    const first = call('/1');
    const second = call('/2');
    await expect(second.head).rejects.toThrow(ConnectionsExhausted);
    expect(released).toEqual(['/2']);
    first.head.catch(() => undefined);
  });

  it('falls back on HTTP/1.1 where the vendor speaks nothing else', async () => {
    const server = createServer(VENDOR_TLS, (request, response) => {
      response.end(`${request.httpVersion} ${request.url}`);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    const { call, http1, released } = caller(`https://localhost:${(server.address() as AddressInfo).port}`);
    expect(await textOf(call('/1'))).toBe('1.1 /1');
    expect(await textOf(call('/2'))).toBe('1.1 /2');
    expect(released).toEqual(['/1', '/2']);
    expect(http1.size()).toEqual({ open: 1, idle: 1 });
  });

  it('tells who cannot be reached', async () => {
    const { call, released } = caller('https://localhost:1');
    const exchange = call('/');
    const failure = await exchange.head.catch((error: Error) => error);
    expect(describeFailure(failure as Error)).toBe('connection refused');
    expect(exchange.sent).toBe(false);
    expect(released).toEqual(['/']);
  });
});

describe('a call that is given up', () => {
  it('ends at the vendor, and its connection goes on', async () => {
    const streams: ServerHttp2Stream[] = [];
    const vendor = await vendorThat((stream, path) => {
      streams.push(stream);
      if (path !== '/endless') answer(stream, path);
    });
    const { call, released } = caller(vendor.origin);
    expect(await textOf(call('/first'))).toBe('/first');
    const exchange = call('/endless');
    await expect.poll(() => streams.length, { timeout: PATIENCE_MS }).toBe(2);
    exchange.abort();
    exchange.abort();
    await expect(exchange.head).rejects.toThrow(ExchangeAborted);
    expect(await resetOf(streams[1] as ServerHttp2Stream)).toBe(constants.NGHTTP2_CANCEL);
    expect(await textOf(call('/next'))).toBe('/next');
    expect(vendor.connections).toBe(1);
    expect(released).toEqual(['/first', '/endless', '/next']);
  });

  it('never begins where it was given up before its connection stood', async () => {
    const paths: string[] = [];
    const vendor = await vendorThat((stream, path) => {
      paths.push(path);
      answer(stream, path);
    });
    const { call, released } = caller(vendor.origin);
    const left = call('/left');
    left.abort();
    await expect(left.head).rejects.toThrow(ExchangeAborted);
    expect(await textOf(call('/stayed'))).toBe('/stayed');
    expect(paths).toEqual(['/stayed']);
    expect(released).toEqual(['/left', '/stayed']);
  });
});

describe('a client that does not read', () => {
  it('holds its own call back, and no other', async () => {
    const floods: ServerHttp2Stream[] = [];
    const vendor = await vendorThat((stream, path) => {
      if (path !== '/flood') return answer(stream, path);
      floods.push(stream);
      stream.respond({ ':status': 200 });
      stream.end(Buffer.alloc(8 * 1024 * 1024, 'x'));
    });
    const { call, pass } = caller(vendor.origin);
    const flood = call('/flood');
    await flood.head;
    let bytes = 0;
    const ended = endOf(flood, (chunk) => {
      bytes += chunk.length;
      if (bytes === chunk.length) flood.pause();
    });
    await expect.poll(() => bytes, { timeout: PATIENCE_MS }).toBeGreaterThan(0);
    for (let times = 0; times < 20; times += 1) expect(await textOf(call(`/${times}`))).toBe(`/${times}`);
    expect(bytes).toBeLessThan(1024 * 1024);
    // Whoever waits for its client is not slow.
    pass(10_000);
    flood.resume();
    expect(await ended).toBe('end');
    expect(bytes).toBe(8 * 1024 * 1024);
  });
});

describe('a vendor that does not go on', () => {
  it('has its time for the head, then between two reads', async () => {
    const streams: ServerHttp2Stream[] = [];
    const vendor = await vendorThat((stream, path) => {
      streams.push(stream);
      if (path === '/body') stream.respond({ ':status': 200 });
      if (path === '/body') stream.write('one');
    });
    const { call, pass, released } = caller(vendor.origin);
    const silent = call('/head');
    await expect.poll(() => streams.length, { timeout: PATIENCE_MS }).toBe(1);
    pass(999);
    pass(1);
    const headFailure = await silent.head.catch((error: Error) => error);
    expect(isTimeout(headFailure as Error)).toBe(true);

    const slow = call('/body');
    await slow.head;
    const arrived = Promise.withResolvers<void>();
    const ended = endOf(slow, () => arrived.resolve());
    await arrived.promise;
    pass(499);
    streams[1]?.write('two');
    const again = Promise.withResolvers<void>();
    slow.attach({ data: () => again.resolve(), end: () => undefined, error: () => undefined });
    await again.promise;
    pass(499);
    expect(released).toEqual(['/head']);
    pass(1);
    expect(released).toEqual(['/head', '/body']);
    expect(await resetOf(streams[1] as ServerHttp2Stream)).toBe(constants.NGHTTP2_CANCEL);
    void ended;
  });

  it('is told from one that ended when its connection breaks', async () => {
    const vendor = await vendorThat((stream) => {
      stream.respond({ ':status': 200 });
      stream.write('half');
    });
    const { call, released } = caller(vendor.origin);
    const exchange = call('/cut');
    await exchange.head;
    const arrived = Promise.withResolvers<void>();
    const ended = endOf(exchange, () => arrived.resolve());
    await arrived.promise;
    for (const session of vendor.sessions) session.socket.destroy();
    expect(await ended).toBeInstanceOf(Error);
    expect(released).toEqual(['/cut']);
  });

  it('may refuse a call, which then has not arrived', async () => {
    const vendor = await vendorThat((stream) => stream.close(constants.NGHTTP2_REFUSED_STREAM));
    const { call } = caller(vendor.origin);
    const exchange = call('/refused');
    await expect(exchange.head).rejects.toThrow();
    expect(exchange.sent).toBe(false);
  });

  it('gets its next calls on a new connection when it says that it goes, and ends the ones it has', async () => {
    const streams: ServerHttp2Stream[] = [];
    const vendor = await vendorThat((stream, path) => {
      streams.push(stream);
      if (path === '/next') answer(stream, path);
    });
    const { call, connections } = caller(vendor.origin);
    const old = call('/old');
    await expect.poll(() => streams.length, { timeout: PATIENCE_MS }).toBe(1);
    for (const session of vendor.sessions) session.goaway(constants.NGHTTP2_NO_ERROR);
    await expect.poll(() => textOf(call('/next')).then(() => vendor.connections), { timeout: PATIENCE_MS }).toBe(2);
    answer(streams[0] as ServerHttp2Stream, 'to the end');
    expect(await textOf(old)).toBe('to the end');
    await expect.poll(() => connections.size().open, { timeout: PATIENCE_MS }).toBe(1);
  });

  it('fails all its calls at once when it is gone without a word', async () => {
    const begun: ServerHttp2Stream[] = [];
    const vendor = await vendorThat((stream) => void begun.push(stream));
    const proxy = await ChaosProxy.start({ host: '127.0.0.1', port: vendor.port });
    onTestFinished(() => proxy.close());
    const { call, released, connections } = caller(`https://localhost:${proxy.port}`, { probeMs: 30 });
    const calls = [call('/1'), call('/2'), call('/3')];
    await expect.poll(() => begun.length, { timeout: PATIENCE_MS }).toBe(3);
    proxy.set({ isStalled: true });
    for (const { head } of calls) {
      const failure = await head.catch((error: Error) => error);
      expect(describeFailure(failure as Error)).toBe('it does not answer any more');
    }
    expect(released).toHaveLength(3);
    await expect.poll(() => connections.size().open, { timeout: PATIENCE_MS }).toBe(0);
  });
});
