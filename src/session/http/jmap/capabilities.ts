import { collationAlgorithms } from '#proto/jmap/comparator.ts';
import { sendAheadSecondsMax, sentOctetsMax } from '#core/sending/send-request.ts';
import { mailAbilities } from '#session/http/jmap/methods/email/mail-abilities.ts';
import type { JmapAccount, JmapServices } from '#session/http/jmap/method-context.ts';
import {
  maxCallsInRequest,
  maxConcurrentRequests,
  maxConcurrentUpload,
  maxDataSources,
  maxObjectsInGet,
  maxObjectsInSet,
  maxSizeRequest,
  maxSizeUpload,
} from '#session/http/jmap/limits.ts';
import { digestNames } from '#session/http/jmap/methods/blob/blob-properties.ts';
import { lookupTypes } from '#session/http/jmap/methods/blob/lookup.ts';

/** The URIs of the capabilities, by short names. */
export const capability = {
  core: 'urn:ietf:params:jmap:core',
  mail: 'urn:ietf:params:jmap:mail',
  webSocket: 'urn:ietf:params:jmap:websocket',
  blob: 'urn:ietf:params:jmap:blob',
  vapid: 'urn:ietf:params:jmap:webpush-vapid',
  submission: 'urn:ietf:params:jmap:submission',
  vacation: 'urn:ietf:params:jmap:vacationresponse',
  quota: 'urn:ietf:params:jmap:quota',
  mdn: 'urn:ietf:params:jmap:mdn',
} as const;

type CapabilityObject = Readonly<Record<string, unknown>>;

/** What the session resource says of a capability (RFC 8620 §2). */
export type CapabilityEntry = {
  /**
   * The value in `capabilities`; undefined where this server does not offer it.
   *
   * @param origin As `https://mail.example.test`.
   */
  readonly server: (services: JmapServices, origin: string) => CapabilityObject | undefined;
  /** The value in `accountCapabilities`; undefined for an account that has it not. */
  readonly account?: (account: JmapAccount, services: JmapServices) => CapabilityObject | undefined;
};

/** Every capability that is announced, by its URI; a request may name no other. */
export const capabilities: ReadonlyMap<string, CapabilityEntry> = new Map<string, CapabilityEntry>([
  [capability.core, { server: () => coreLimits }],
  [capability.blob, { server: () => ({}), account: () => blobAbilities }],
  [capability.vapid, { server: vapidOf }],
  [capability.webSocket, { server: (_, origin) => webSocketAt(origin) }],
  [
    capability.mail,
    {
      server: () => ({}),
      account: mailAbilities,
    },
  ],
  [capability.submission, { server: () => ({}), account: () => submissionAbilities }],
  [capability.vacation, { server: () => ({}), account: () => ({}) }],
  [capability.quota, { server: () => ({}), account: () => ({}) }],
  [capability.mdn, { server: () => ({}), account: () => ({}) }],
]);

/** What submission can do (RFC 8621 §1.3.2). */
const submissionAbilities = {
  maxDelayedSend: sendAheadSecondsMax,
  submissionExtensions: {
    FUTURERELEASE: [], // RFC 4865 §3
    DELIVERBY: [], // RFC 2852 §2
    'MT-PRIORITY': [], // RFC 6710 §2
    DSN: [], // RFC 3461 §3
    SMTPUTF8: [], // RFC 6531 §3.1
    SIZE: [String(sentOctetsMax)], // RFC 1870 §4
  },
};

/** What can be done with blobs within requests (RFC 9404 §3.1). */
const blobAbilities = {
  maxSizeBlobSet: maxSizeUpload,
  maxDataSources,
  supportedTypeNames: lookupTypes,
  supportedDigestAlgorithms: digestNames,
};

/** By which key push services know this server (RFC 9749 §3). */
function vapidOf({ push }: JmapServices): CapabilityObject | undefined {
  return push && { applicationServerKey: push.applicationServerKey };
}

/** Whether a request may use a capability. */
export function isOffered(services: JmapServices, name: string): boolean {
  return capabilities.get(name)?.server(services, '') !== undefined;
}

/** Where requests and pushes go over a WebSocket (RFC 8887 §3). */
function webSocketAt(origin: string): CapabilityObject {
  return { url: `${origin.replace(/^http/u, 'ws')}/jmap/ws`, supportsPush: true };
}

/** The core capability (RFC 8620 §2). */
const coreLimits = {
  maxSizeUpload,
  maxConcurrentUpload,
  maxSizeRequest,
  maxConcurrentRequests,
  maxCallsInRequest,
  maxObjectsInGet,
  maxObjectsInSet,
  collationAlgorithms,
};
