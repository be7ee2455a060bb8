import { blobCopy } from '#session/http/jmap/methods/blob/copy.ts';
import { blobGet } from '#session/http/jmap/methods/blob/get.ts';
import { blobLookup } from '#session/http/jmap/methods/blob/lookup.ts';
import { blobUpload } from '#session/http/jmap/methods/blob/upload.ts';
import { coreEcho } from '#session/http/jmap/methods/core/echo.ts';
import { emailMethods } from '#session/http/jmap/methods/email-methods.ts';
import { mailboxMethods } from '#session/http/jmap/methods/mailbox-methods.ts';
import { pushSubscriptionGet } from '#session/http/jmap/methods/push-subscription/get.ts';
import { pushSubscriptionSet } from '#session/http/jmap/methods/push-subscription/set.ts';
import { sendingMethods } from '#session/http/jmap/methods/sending-methods.ts';
import type { JmapMethod } from '#session/http/jmap/method-context.ts';
import { capability } from '#session/http/jmap/capabilities.ts';

/** A method and the capability that a request has to name in `using` for it (RFC 8620 §3.3). */
export type MethodEntry = { readonly capability: string; readonly run: JmapMethod };

/** Every method by its name. */
export const methods: ReadonlyMap<string, MethodEntry> = new Map<string, MethodEntry>([
  ['Core/echo', { capability: capability.core, run: coreEcho }],
  ['Blob/copy', { capability: capability.core, run: blobCopy }],
  ['Blob/get', { capability: capability.blob, run: blobGet }],
  ['Blob/lookup', { capability: capability.blob, run: blobLookup }],
  ['Blob/upload', { capability: capability.blob, run: blobUpload }],
  ['PushSubscription/get', { capability: capability.core, run: pushSubscriptionGet }],
  ['PushSubscription/set', { capability: capability.core, run: pushSubscriptionSet }],
  ...emailMethods,
  ...mailboxMethods,
  ...sendingMethods,
]);
