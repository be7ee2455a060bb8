import { capability } from '#session/http/jmap/capabilities.ts';
import { emailChanges } from '#session/http/jmap/methods/email/changes.ts';
import { emailQueryChanges } from '#session/http/jmap/methods/email/query-changes.ts';
import { emailQuery } from '#session/http/jmap/methods/email/query.ts';
import { mailboxChanges } from '#session/http/jmap/methods/mailbox/changes.ts';
import { mailboxGet } from '#session/http/jmap/methods/mailbox/get.ts';
import { mailboxQueryChanges } from '#session/http/jmap/methods/mailbox/query-changes.ts';
import { mailboxQuery } from '#session/http/jmap/methods/mailbox/query.ts';
import { mailboxSet } from '#session/http/jmap/methods/mailbox/set.ts';
import { threadChanges } from '#session/http/jmap/methods/thread/changes.ts';
import { threadGet } from '#session/http/jmap/methods/thread/get.ts';
import type { MethodEntry } from '#session/http/jmap/methods.ts';

/** Mailboxes and threads, and which e-mails there are and changed (RFC 8621 §2 to §4). */
export const mailboxMethods: readonly (readonly [string, MethodEntry])[] = [
  ['Mailbox/get', { capability: capability.mail, run: mailboxGet }],
  ['Mailbox/changes', { capability: capability.mail, run: mailboxChanges }],
  ['Mailbox/query', { capability: capability.mail, run: mailboxQuery }],
  ['Mailbox/queryChanges', { capability: capability.mail, run: mailboxQueryChanges }],
  ['Mailbox/set', { capability: capability.mail, run: mailboxSet }],
  ['Thread/get', { capability: capability.mail, run: threadGet }],
  ['Thread/changes', { capability: capability.mail, run: threadChanges }],
  ['Email/changes', { capability: capability.mail, run: emailChanges }],
  ['Email/query', { capability: capability.mail, run: emailQuery }],
  ['Email/queryChanges', { capability: capability.mail, run: emailQueryChanges }],
];
