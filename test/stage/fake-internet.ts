import type { RecordData } from '#proto/dns/record-data.ts';
import { DnsServer } from '#test/stage/dns-server.ts';
import { type PeerOptions, SmtpPeer } from '#test/stage/smtp-peer.ts';
import { serveZone } from '#test/stage/zone.ts';

/**
 * An Internet on loopback: a name server with a zone, and mail servers on addresses of their own
 * (127.0.0.2 and so on) that all listen on one port.
 */
export class FakeInternet implements AsyncDisposable {
  readonly zone: Map<string, readonly RecordData[]>;
  readonly dns: DnsServer;
  /** Whether answers from the zone count as validated by DNSSEC. */
  readonly dnssec: { signed: boolean };
  /** Where all mail servers listen. */
  readonly port: number;
  readonly #peers: SmtpPeer[] = [];
  readonly #anchor: SmtpPeer;

  private constructor(
    dns: DnsServer,
    anchor: SmtpPeer,
    zone: Map<string, readonly RecordData[]>,
    dnssec: { signed: boolean },
  ) {
    this.dns = dns;
    this.dnssec = dnssec;
    this.zone = zone;
    this.#anchor = anchor;
    this.port = anchor.port;
  }

  static async start(): Promise<FakeInternet> {
    const zone = new Map<string, readonly RecordData[]>();
    const dnssec = { signed: false };
    const dns = await DnsServer.start(serveZone(zone, () => dnssec.signed));
    const anchor = await SmtpPeer.start({ address: '127.0.0.1', port: 0 });
    return new FakeInternet(dns, anchor, zone, dnssec);
  }

  /** As the configuration names it. */
  get nameServer(): string {
    const { address, port } = this.dns.upstream;
    return `${address}:${port}`;
  }

  /** A domain whose mail goes to these hosts, the best first. */
  domain(name: string, ...hosts: readonly string[]): void {
    this.zone.set(
      name,
      hosts.map((exchange, at) => ({ type: 'MX', preference: 10 * (at + 1), exchange }) as const),
    );
  }

  /** A mail server with a name, on the last octet of its address. */
  async server(
    host: string,
    lastOctet: number,
    options: Omit<PeerOptions, 'address' | 'port'> = {},
  ): Promise<SmtpPeer> {
    const address = `127.0.0.${lastOctet}`;
    this.name(host, address);
    const peer = await SmtpPeer.start({ ...options, address, port: this.port });
    this.#peers.push(peer);
    return peer;
  }

  /** A host with an address where maybe nobody listens. */
  name(host: string, address: string): void {
    this.zone.set(host, [{ type: 'A', address }]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const peer of [this.#anchor, ...this.#peers]) await peer[Symbol.asyncDispose]();
    await this.dns[Symbol.asyncDispose]();
  }
}
