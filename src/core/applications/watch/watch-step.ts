import type { LoginDenialReason } from '#core/auth/login-denial.ts';
import type { ApplicationStage } from '#store/operations/application/application-events.ts';

/** Why a TLS handshake was not finished, as far as the server can tell. */
export type TlsFailure =
  /** The client spoke SMTP where TLS begins with the first octet. */
  | 'plain-on-tls'
  /** The client began TLS where it begins with STARTTLS. */
  | 'tls-on-plain'
  /** The client sent nothing where TLS begins with the first octet: it waits for a greeting. */
  | 'silent'
  /** Only versions that are not allowed any more. */
  | 'version'
  /** No cipher in common. */
  | 'cipher'
  /** The client does not know who issued the certificate. */
  | 'unknown-authority'
  /** The client calls the certificate expired. */
  | 'expired'
  /** The client does not like the certificate, and does not say why. */
  | 'certificate'
  | 'other';

/** One step of an attempt. */
export type WatchStep =
  /** `port`: ours. `tls`: it begins with the first octet. */
  | { readonly kind: 'connected'; readonly port: number; readonly tls: boolean }
  | {
      readonly kind: 'tls';
      readonly protocol: string;
      readonly cipher: string;
      /** What the client asked for; undefined when it did not say. */
      readonly serverName: string | undefined;
      /** Whether a certificate has that name; undefined where nobody looked. */
      readonly nameKnown: boolean | undefined;
    }
  | { readonly kind: 'tls-failed'; readonly failure: TlsFailure; readonly detail: string }
  /** A line of the client, secrets blotted out. */
  | { readonly kind: 'command'; readonly text: string }
  | {
      readonly kind: 'reply';
      readonly code: number;
      readonly enhanced: string;
      readonly text: string;
    }
  | {
      readonly kind: 'login';
      readonly mechanism: string;
      readonly login: string;
      readonly accountId: number;
    }
  | {
      readonly kind: 'login-failed';
      readonly reason: LoginDenialReason;
      readonly login: string;
      readonly accountId: number | undefined;
    }
  | {
      readonly kind: 'refused';
      readonly stage: ApplicationStage;
      /** What was refused: an address, or the name of a policy. */
      readonly what: string;
    }
  /** It is in the mailboxes and in the queue. */
  | {
      readonly kind: 'accepted';
      readonly traceId: string;
      readonly tenantId: number;
      readonly recipients: number;
      /** Under which numbers it waits for other servers. */
      readonly queueIds: readonly number[];
    }
  /** What became of it at another server. */
  | {
      readonly kind: 'delivery';
      readonly queueId: number;
      readonly recipient: string;
      readonly outcome: 'delivered' | 'deferred' | 'failed';
      readonly words: string;
    }
  /** The connection has been silent since the step before. Only for those who watch. */
  | { readonly kind: 'quiet' }
  | { readonly kind: 'closed' };

/** A step, and whose it is. */
export type WatchEvent = WatchStep & {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Id of the connection. */
  readonly connection: string;
  readonly remoteAddress: string;
  /** The role of the port: applications belong on `submission`. */
  readonly face: string;
};

/** Where doors note what happens. */
export type WatchTap = {
  /** False while nobody watches: then nothing is to be noted. */
  readonly active: boolean;
  readonly note: (event: WatchEvent) => void;
};
