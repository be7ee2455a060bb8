import type { Refusal } from '#base/refusal.ts';
import { MethodError, type MethodErrorType } from '#proto/jmap/method-error.ts';
import { SetError, type SetErrorType } from '#proto/jmap/set-error.ts';

type Answer = {
  /** For the whole method. */
  readonly method: MethodErrorType;
  /** For one object of it. */
  readonly set: SetErrorType;
  /** Members of the SetError besides. */
  readonly properties?: readonly string[];
};

/** What JMAP says for each refusal of core and store that can reach it. */
const answers: Readonly<Record<string, Answer>> = {
  'account.absent': { method: 'accountNotFound', set: 'notFound' },
  'mailbox.full': { method: 'serverUnavailable', set: 'overQuota' },
  'tenant.full': { method: 'serverUnavailable', set: 'overQuota' },
  'mailbox.absent': { method: 'invalidArguments', set: 'notFound' },
  'mailbox.exists': { method: 'invalidArguments', set: 'invalidProperties', properties: ['name'] },
  'mailbox.name': { method: 'invalidArguments', set: 'invalidProperties', properties: ['name'] },
  'mailbox.role': { method: 'invalidArguments', set: 'invalidProperties', properties: ['role'] },
  'mailbox.has-children': { method: 'invalidArguments', set: 'mailboxHasChild' },
  'mailbox.has-mail': { method: 'invalidArguments', set: 'mailboxHasEmail' },
  'mailbox.inbox': { method: 'forbidden', set: 'forbidden' },
  'limit.mailboxes': { method: 'requestTooLarge', set: 'overQuota' },
  'limit.subscriptions': { method: 'requestTooLarge', set: 'overQuota' },
  'keyword.limit': { method: 'requestTooLarge', set: 'tooManyKeywords' },
  'uid.limit': { method: 'serverUnavailable', set: 'overQuota' },
  'upload.limit': { method: 'requestTooLarge', set: 'overQuota' },
  'push.limit': { method: 'requestTooLarge', set: 'overQuota' },
  'push.absent': { method: 'invalidArguments', set: 'notFound' },
  'object.state': { method: 'stateMismatch', set: 'stateMismatch' },
  'object.changes': { method: 'cannotCalculateChanges', set: 'notFound' },
  'object.absent': { method: 'invalidArguments', set: 'notFound' },
  'object.limit': { method: 'requestTooLarge', set: 'overQuota' },
  'state.mismatch': { method: 'stateMismatch', set: 'stateMismatch' },
  'submission.final': { method: 'forbidden', set: 'cannotUnsend' },
  'queue.busy': { method: 'forbidden', set: 'cannotUnsend' },
  'queue.absent': { method: 'forbidden', set: 'cannotUnsend' },
  'submission.absent': {
    method: 'invalidArguments',
    set: 'invalidProperties',
    properties: ['emailId'],
  },
  'submission.not-asked': { method: 'invalidArguments', set: 'notFound' },
  'submission.email': { method: 'invalidArguments', set: 'invalidEmail' },
  'submission.too-large': { method: 'requestTooLarge', set: 'tooLarge' },
  'submission.no-recipients': { method: 'invalidArguments', set: 'noRecipients' },
  'submission.too-many': { method: 'requestTooLarge', set: 'tooManyRecipients' },
  'submission.recipients': { method: 'invalidArguments', set: 'invalidRecipients' },
  'submission.mail-from': { method: 'forbidden', set: 'forbiddenMailFrom' },
  'submission.from': { method: 'forbidden', set: 'forbiddenFrom' },
  'submission.envelope': {
    method: 'invalidArguments',
    set: 'invalidProperties',
    properties: ['envelope'],
  },
  'submission.rate': { method: 'serverUnavailable', set: 'rateLimit' },
  'submission.forbidden': { method: 'forbidden', set: 'forbiddenToSend' },
  'store.full': { method: 'serverUnavailable', set: 'overQuota' },
  'store.failed': { method: 'serverUnavailable', set: 'serverFail' },
  'store.closed': { method: 'serverUnavailable', set: 'serverFail' },
};

/** A refusal as the answer of a whole method (RFC 8620 §3.6.2). */
export function refusalMethodError(refusal: Refusal): MethodError {
  const answer = answers[refusal.code];
  if (answer === undefined) return new MethodError('forbidden', 'The server refuses this');
  return new MethodError(answer.method, refusal.message);
}

/** A refusal as the answer for one object (RFC 8620 §5.3). */
export function refusalSetError(refusal: Refusal): SetError {
  const answer = answers[refusal.code];
  if (answer === undefined) return new SetError('forbidden', 'The server refuses this');
  const { properties } = answer;
  return new SetError(answer.set, refusal.message, properties === undefined ? {} : { properties });
}
