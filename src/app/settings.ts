import { availableParallelism, hostname } from 'node:os';

import type { ListenerName } from '#app/listener-kinds.ts';
import type { StsPolicy } from '#proto/mta-sts/sts-policy.ts';

/** One address and port to accept on. Port 0 takes a free one. */
export type ListenPoint = {
  readonly name: ListenerName;
  readonly address: string;
  readonly port: number;
};

/** Who answers our questions to the DNS. */
export type ResolverSettings = {
  /** As `127.0.0.1:53`; none for those of the machine's resolv.conf. */
  readonly servers: readonly string[];
};

/** How SPF, DKIM, ARC and DMARC are taken. */
export type AuthenticationSettings = {
  /** False: what an author's domain asks for is told, but not done. */
  readonly enforce: boolean;
  /** Domains whose ARC seals are believed. */
  readonly trustedSealers: readonly string[];
  /** Networks in CIDR notation whose mail is not judged. */
  readonly ownNetworks: readonly string[];
};

/** How mail goes out. */
export type RelaySettings = {
  /** Other servers' port: 25, but for tests. */
  readonly port: number;
  /** Ours to come from, at most one of IPv4 and one of IPv6; the system chooses where one lacks. */
  readonly addresses: readonly string[];
  /** PEM file of the authorities that are trusted instead of the system's. */
  readonly authorities: string | undefined;
};

/** What is needed to start; everything else is data. Plain, so that it can go to a thread. */
export type Settings = {
  /** Name in greetings, Received fields and certificates. */
  readonly hostname: string;
  readonly dataFolder: string;
  /** Edge threads; 0 runs all in the main thread. */
  readonly threads: number;
  readonly points: readonly ListenPoint[];
  readonly certificates: readonly { readonly certificate: string; readonly key: string }[];
  /** Networks in CIDR notation whose connections start with a PROXY header. */
  readonly trustedProxies: readonly string[];
  /** 0 is unlimited. */
  readonly limits: { readonly perListenerMax: number; readonly perAddressMax: number };
  /** How long open sessions may take to end when the server stops, in milliseconds. */
  readonly drainMsMax: number;
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error';
  /** Passwords without TLS from this machine itself; for the demo and for measurements. */
  readonly plaintextOnLoopback: boolean;
  /** Undefined: nobody is asked, and mail from outside is judged without the DNS. */
  readonly resolver: ResolverSettings | undefined;
  /** Undefined: mail for other servers stays in the queue. */
  readonly relay: RelaySettings | undefined;
  /** What senders are to ask of us (RFC 8461); undefined: nothing. */
  readonly mtaSts: StsPolicy | undefined;
  /** How mail from outside is judged; only with a resolver. */
  readonly authentication: AuthenticationSettings;
  /** Lets `ada` log in for `ada@…` while one account alone has that name. */
  readonly bareLogins: boolean;
  /** Lets programs log in by the password of an account that has a second step. */
  readonly passwordBesideSecondStep: boolean;
};

/** Connections of one listener at once, over all edges. Our choice. */
const perListenerMax = 20_000;

/** Connections of one address at once, over all edges; an office behind one address fits. Our choice. */
const perAddressMax = 200;

/** Our choice: service managers give 90 s before they kill. */
const drainMsMax = 20_000;

/** What holds where the configuration is silent. */
export function defaultSettings(): Settings {
  return {
    hostname: hostname(),
    dataFolder: '/var/lib/postamt',
    threads: availableParallelism(),
    points: [],
    certificates: [],
    trustedProxies: [],
    limits: { perListenerMax, perAddressMax },
    drainMsMax,
    logLevel: 'info',
    plaintextOnLoopback: false,
    bareLogins: false,
    passwordBesideSecondStep: false,
    resolver: undefined,
    relay: undefined,
    authentication: { enforce: true, trustedSealers: [], ownNetworks: [] },
    mtaSts: undefined,
  };
}
