import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';

import type { TlsContexts } from '#net/tls-contexts.ts';

/** How long a TLS handshake may take, in milliseconds. Our choice. */
export const handshakeMsMax = 15_000;

/**
 * Takes the server's part in a TLS handshake on an accepted socket, whose octets nobody reads.
 *
 * @param protocols ALPN protocols to offer (RFC 7301 §3.1), none for mail.
 * @throws {Error} When the handshake fails or takes too long, OpenSSL's with its `code` where it is
 *   to blame; the socket is destroyed then.
 */
export function secureSocket(
  plain: Socket,
  contexts: TlsContexts,
  protocols?: readonly string[],
): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const secure = new TLSSocket(plain, {
      isServer: true,
      secureContext: contexts.fallback,
      SNICallback: contexts.choose,
      ...(protocols === undefined ? {} : { ALPNProtocols: [...protocols] }),
    });
    // Outside tls.Server node reports a broken record here only, also after the handshake.
    secure.on('_tlsError', destroyThis);
    let fault: Error | undefined;
    const blame = (error: Error): void => {
      fault ??= error;
    };
    secure.on('_tlsError', blame);
    const settle = (error?: Error): void => {
      secure.off('secure', settle);
      secure.off('error', settle);
      secure.off('close', fail);
      secure.off('timeout', fail);
      secure.off('_tlsError', blame);
      secure.setTimeout(0);
      if (error === undefined) {
        resolve(secure);
        return;
      }
      secure.on('error', () => {});
      secure.destroy();
      plain.destroy();
      reject(error);
    };
    const fail = (): void => settle(fault ?? new Error('The TLS handshake was not finished'));
    secure.setTimeout(handshakeMsMax);
    secure.on('secure', settle);
    secure.on('error', settle);
    secure.on('close', fail);
    secure.on('timeout', fail);
  });
}

function destroyThis(this: TLSSocket): void {
  this.destroy();
}
