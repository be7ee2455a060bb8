import { Refusal } from '#base/refusal.ts';

/** Why a message of a mailbox is not sent. */
export type SubmitRefusalCode =
  /** There is no such message in the account. */
  | 'submission.absent'
  /** The message does not ask to be told of. */
  | 'submission.not-asked'
  /** Its header is not as it must be. */
  | 'submission.email'
  | 'submission.too-large'
  | 'submission.no-recipients'
  | 'submission.too-many'
  /** Some recipients cannot be sent to. */
  | 'submission.recipients'
  /** The account may not send as the sender of the envelope. */
  | 'submission.mail-from'
  /** The account may not send as an author. */
  | 'submission.from'
  /** The envelope is not one that SMTP can say. */
  | 'submission.envelope'
  /** A limit is reached. */
  | 'submission.rate'
  /** Sending is locked, or a policy refuses the message. */
  | 'submission.forbidden';

/** What a client is told besides. */
export type SubmitRefusalFacts = {
  /** Properties of the message that are wrong. */
  readonly properties?: readonly string[];
  /** Recipients that cannot be sent to. */
  readonly recipients?: readonly string[];
  /** Recipients or octets that are allowed. */
  readonly max?: number;
};

/** A message is not sent; nothing was kept. */
export class SubmitRefusal extends Refusal<SubmitRefusalCode> {
  readonly facts: SubmitRefusalFacts;

  constructor(code: SubmitRefusalCode, detail: string, facts: SubmitRefusalFacts = {}) {
    super(code, detail);
    this.facts = facts;
  }
}
