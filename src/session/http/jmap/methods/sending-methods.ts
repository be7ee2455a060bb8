import { capability } from '#session/http/jmap/capabilities.ts';
import type { MethodEntry } from '#session/http/jmap/methods.ts';
import { emailSubmissionChanges } from '#session/http/jmap/methods/email-submission/changes.ts';
import { emailSubmissionGet } from '#session/http/jmap/methods/email-submission/get.ts';
import { emailSubmissionQueryChanges } from '#session/http/jmap/methods/email-submission/query-changes.ts';
import { emailSubmissionQuery } from '#session/http/jmap/methods/email-submission/query.ts';
import { emailSubmissionSet } from '#session/http/jmap/methods/email-submission/set.ts';
import { identityChangesMethod } from '#session/http/jmap/methods/identity/changes.ts';
import { identityGet } from '#session/http/jmap/methods/identity/get.ts';
import { identitySet } from '#session/http/jmap/methods/identity/set.ts';
import { mdnParse } from '#session/http/jmap/methods/mdn/parse.ts';
import { mdnSend } from '#session/http/jmap/methods/mdn/send.ts';
import { quotaChanges } from '#session/http/jmap/methods/quota/changes.ts';
import { quotaGet } from '#session/http/jmap/methods/quota/get.ts';
import { quotaQueryChanges } from '#session/http/jmap/methods/quota/query-changes.ts';
import { quotaQuery } from '#session/http/jmap/methods/quota/query.ts';
import { vacationResponseGet } from '#session/http/jmap/methods/vacation-response/get.ts';
import { vacationResponseSet } from '#session/http/jmap/methods/vacation-response/set.ts';

/** Methods for what is sent and how much may be kept, by their names: RFC 8621 §6 to §8, RFC 9007, RFC 9425. */
export const sendingMethods: readonly (readonly [string, MethodEntry])[] = [
  ['EmailSubmission/changes', { capability: capability.submission, run: emailSubmissionChanges }],
  ['EmailSubmission/get', { capability: capability.submission, run: emailSubmissionGet }],
  ['EmailSubmission/query', { capability: capability.submission, run: emailSubmissionQuery }],
  [
    'EmailSubmission/queryChanges',
    { capability: capability.submission, run: emailSubmissionQueryChanges },
  ],
  ['EmailSubmission/set', { capability: capability.submission, run: emailSubmissionSet }],
  ['Identity/changes', { capability: capability.submission, run: identityChangesMethod }],
  ['Identity/get', { capability: capability.submission, run: identityGet }],
  ['Identity/set', { capability: capability.submission, run: identitySet }],
  ['MDN/parse', { capability: capability.mdn, run: mdnParse }],
  ['MDN/send', { capability: capability.mdn, run: mdnSend }],
  ['Quota/changes', { capability: capability.quota, run: quotaChanges }],
  ['Quota/get', { capability: capability.quota, run: quotaGet }],
  ['Quota/query', { capability: capability.quota, run: quotaQuery }],
  ['Quota/queryChanges', { capability: capability.quota, run: quotaQueryChanges }],
  ['VacationResponse/get', { capability: capability.vacation, run: vacationResponseGet }],
  ['VacationResponse/set', { capability: capability.vacation, run: vacationResponseSet }],
];
