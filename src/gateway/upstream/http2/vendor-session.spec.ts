import type { ServerHttp2Stream } from 'node:http2';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { beforeAll, expect, it, onTestFinished } from 'vitest';
import { FakeClock } from '../../../../test/fakes/fake-clock.js';
import { Http2Vendor, VENDOR_TLS } from '../../../../test/fakes/http2-vendor.js';
import { negotiate } from './negotiate.js';
import { VendorSession } from './vendor-session.js';

const PATIENCE_MS = 20_000;
/** Far longer than a test: looks are the test's own. */
const SETTINGS = { probeMs: 300_000, idleMs: 3_000_000, longestMs: 30_000_000 };
const ASK = { ':path': '/' };

beforeAll(() => setDefaultCACertificates([...getCACertificates(), VENDOR_TLS.cert.toString()]));

async function aSession() {
  const streams: ServerHttp2Stream[] = [];
  const vendor = await Http2Vendor.start((stream) => void streams.push(stream));
  const clock = new FakeClock();
  const socket = await negotiate(vendor.origin, { connectTimeoutMs: PATIENCE_MS, probeMs: PATIENCE_MS });
  if (socket === null) throw new Error('the vendor speaks no HTTP/2');
  const session = new VendorSession(vendor.origin, socket, SETTINGS, clock);
  onTestFinished(async () => {
    session.destroy();
    await vendor[Symbol.asyncDispose]();
  });
  await session.ready;
  // What came with the handshake is heard.
  session.look();
  const pass = (milliseconds: number) => {
    clock.advance(milliseconds);
    session.look();
  };
  return { session, vendor, streams, socket, pass };
}

it('is asked after a silence, and goes on when it answers', async () => {
  const { session, vendor, socket, pass } = await aSession();
  session.begin(ASK, { endStream: true }).on('error', () => undefined);
  pass(SETTINGS.probeMs - 1);
  expect(vendor.pings).toBe(0);
  for (let asked = 1; asked <= 10; asked += 1) {
    const heard = socket.bytesRead;
    pass(SETTINGS.probeMs);
    await expect.poll(() => vendor.pings, { timeout: PATIENCE_MS }).toBe(asked);
    await expect.poll(() => socket.bytesRead, { timeout: PATIENCE_MS }).toBeGreaterThan(heard);
    pass(1);
  }
  expect(session.hasRoom).toBe(true);
  expect(session.calls).toBe(1);
});

it('is not asked while it talks', async () => {
  const { session, vendor, streams, socket, pass } = await aSession();
  const stream = session.begin(ASK, { endStream: true }).resume();
  await expect.poll(() => streams.length, { timeout: PATIENCE_MS }).toBe(1);
  streams[0]?.respond({ ':status': 200 });
  for (let times = 0; times < 10; times += 1) {
    const heard = socket.bytesRead;
    streams[0]?.write('token');
    await expect.poll(() => socket.bytesRead, { timeout: PATIENCE_MS }).toBeGreaterThan(heard);
    pass(SETTINGS.probeMs);
  }
  stream.close();
  expect(vendor.pings).toBe(0);
});

it('is given up a third of that time after a question without an answer', async () => {
  const { session, pass } = await aSession();
  const stream = session.begin(ASK, { endStream: true });
  const failed = new Promise<Error>((resolve) => stream.once('error', resolve));
  pass(SETTINGS.probeMs);
  // Nothing is read in between: to this side the vendor is silent.
  pass(SETTINGS.probeMs / 3 - 1);
  expect(stream.destroyed).toBe(false);
  pass(1);
  expect(await failed).toMatchObject({ code: 'VENDOR_SILENT' });
  expect(session.hasRoom).toBe(false);
});

it('is closed when nobody has needed it for long, not while somebody does', async () => {
  const { session, socket, streams, pass } = await aSession();
  const stream = session.begin(ASK, { endStream: true }).resume();
  await expect.poll(() => streams.length, { timeout: PATIENCE_MS }).toBe(1);
  const answered = new Promise((resolve) => stream.once('close', resolve));
  const closed = new Promise((resolve) => socket.once('close', resolve));
  streams[0]?.respond({ ':status': 200 });
  for (let passed = 0; passed < SETTINGS.idleMs; passed += SETTINGS.probeMs) {
    const heard = socket.bytesRead;
    streams[0]?.write('token');
    await expect.poll(() => socket.bytesRead, { timeout: PATIENCE_MS }).toBeGreaterThan(heard);
    pass(SETTINGS.probeMs);
  }
  pass(1);
  expect(socket.destroyed).toBe(false);
  streams[0]?.end();
  await answered;
  pass(SETTINGS.idleMs);
  await closed;
  expect(session.hasRoom).toBe(false);
});

it('begins nothing new when it is old, and ends what it has', async () => {
  const { session, socket, streams, pass } = await aSession();
  const stream = session.begin(ASK, { endStream: true }).resume();
  await expect.poll(() => streams.length, { timeout: PATIENCE_MS }).toBe(1);
  let retired = 0;
  session.onRetired = () => (retired += 1);
  const closed = new Promise((resolve) => socket.once('close', resolve));
  pass(SETTINGS.longestMs);
  expect(session.hasRoom).toBe(false);
  expect(retired).toBe(1);
  expect(stream.destroyed).toBe(false);
  const answered = new Promise((resolve) => stream.once('close', resolve));
  streams[0]?.respond({ ':status': 204 }, { endStream: true });
  await answered;
  pass(1);
  await closed;
  expect(retired).toBe(1);
});
