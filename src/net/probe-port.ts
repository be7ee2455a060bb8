import { createServer } from 'node:net';

/**
 * Binds a port once for this process alone, and lets it go. Edges share their ports, and so would
 * a second server, silently: this finds it.
 *
 * @throws {Error} The system's, with its `code`, when the port cannot be had.
 */
export async function probePort(address: string, port: number): Promise<void> {
  const probe = createServer();
  await new Promise<void>((resolve, reject) => {
    probe.once('error', reject);
    probe.listen({ host: address, port, ipv6Only: address.includes(':') }, resolve);
  });
  await new Promise((resolve) => {
    probe.close(resolve);
  });
}
