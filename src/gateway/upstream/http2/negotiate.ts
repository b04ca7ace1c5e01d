import { isIP } from 'node:net';
import { connect, type TLSSocket } from 'node:tls';

export interface NegotiationSettings {
  readonly connectTimeoutMs: number;
  /** After so long a silence TCP asks whether the other side is still there. */
  readonly probeMs: number;
}

/** The vendor took longer than it may to let us in. */
class NegotiationTimeout extends Error {
  readonly code = 'ETIMEDOUT';
}

/** A TLS connection whose vendor has chosen HTTP/2; `null` where it speaks HTTP/1.1 only. Rejects as connecting does. */
export function negotiate(origin: string, settings: NegotiationSettings): Promise<TLSSocket | null> {
  const { hostname, port } = new URL(origin);
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  return new Promise((resolve, reject) => {
    const socket = connect({
      host,
      port: Number(port || 443),
      // A name is asked for by SNI; an address must not be.
      servername: isIP(host) === 0 ? host : undefined,
      ALPNProtocols: ['h2', 'http/1.1'],
    });
    const deadline = setTimeout(
      () => socket.destroy(new NegotiationTimeout('no connection in time')),
      settings.connectTimeoutMs,
    );
    socket.setNoDelay(true).setKeepAlive(true, settings.probeMs);
    socket.once('error', (error) => {
      clearTimeout(deadline);
      reject(error);
    });
    socket.once('secureConnect', () => {
      clearTimeout(deadline);
      socket.removeAllListeners('error');
      if (socket.alpnProtocol === 'h2') {
        resolve(socket);
        return;
      }
      socket.destroy();
      resolve(null);
    });
  });
}
