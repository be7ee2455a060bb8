import type { Table } from '#store/schema/table.ts';

/**
 * What accounts send as, what they sent by JMAP, and what is answered while they are away.
 *
 * created_counter and changed_counter: the counter in `object_state` with which the row came and
 * changed last. removed_at: 0 while the object is there; afterwards the row tells that it has gone.
 */
export const submissionTables: readonly Table[] = [
  {
    name: 'identity',
    // own: 1 for an address of the account, which has one by itself; 0 for those that people make.
    // reply_to and bcc: JSON lists of {name, email}, or null.
    columns: `account_id BIGINT NOT NULL, identity_id BIGINT NOT NULL, address TEXT NOT NULL,
      own BIGINT NOT NULL, name TEXT NOT NULL, reply_to TEXT NOT NULL, bcc TEXT NOT NULL,
      text_signature TEXT NOT NULL, html_signature TEXT NOT NULL,
      created_counter BIGINT NOT NULL, changed_counter BIGINT NOT NULL,
      removed_at BIGINT NOT NULL, PRIMARY KEY (account_id, identity_id)`,
    keyed: true,
    indexes: ['CREATE INDEX identity_removed ON identity (removed_at) WHERE removed_at > 0'],
  },
  {
    name: 'email_submission',
    // message_id_header: with its brackets, empty where the message had none. envelope: JSON. queue_id: 0 where nothing waited. waiting: recipients that waited at first; 0
    // where somebody had it at once. canceled: 1 when all of it was taken back.
    columns: `account_id BIGINT NOT NULL, submission_id BIGINT NOT NULL, message_id BIGINT NOT NULL,
      thread_id BIGINT NOT NULL, identity_id BIGINT NOT NULL, trace_id TEXT NOT NULL,
      message_id_header TEXT NOT NULL,
      queue_id BIGINT NOT NULL, waiting BIGINT NOT NULL, canceled BIGINT NOT NULL,
      envelope TEXT NOT NULL, send_at BIGINT NOT NULL, created_at BIGINT NOT NULL,
      created_counter BIGINT NOT NULL, changed_counter BIGINT NOT NULL,
      removed_at BIGINT NOT NULL, PRIMARY KEY (account_id, submission_id)`,
    keyed: true,
    indexes: [
      'CREATE INDEX email_submission_queue ON email_submission (queue_id)',
      `CREATE INDEX email_submission_header ON email_submission
        (account_id, message_id_header)`,
      'CREATE INDEX email_submission_sent ON email_submission (removed_at, send_at)',
    ],
  },
  {
    name: 'submission_report',
    // message_id: a report about the submission that its sender got. kind: 1 of delivery, 2 of
    // disposition. recipient: who has displayed it, in lower case; empty for nobody.
    columns: `account_id BIGINT NOT NULL, submission_id BIGINT NOT NULL,
      message_id BIGINT NOT NULL, kind BIGINT NOT NULL, recipient TEXT NOT NULL,
      PRIMARY KEY (account_id, submission_id, message_id)`,
    keyed: true,
    indexes: [],
  },
  {
    name: 'object_floor',
    // States before the counter can not be answered for any more: what went before is forgotten.
    columns: `account_id BIGINT NOT NULL, type TEXT NOT NULL, counter BIGINT NOT NULL,
      PRIMARY KEY (account_id, type)`,
    keyed: true,
    indexes: [],
  },
  {
    name: 'vacation',
    // from_at, to_at, subject, text and html are NULL where they are not set.
    columns: `account_id BIGINT NOT NULL PRIMARY KEY, enabled BIGINT NOT NULL, from_at BIGINT,
      to_at BIGINT, subject TEXT, text TEXT, html TEXT`,
    keyed: false,
    indexes: [],
  },
  {
    name: 'vacation_answer',
    // sender: in lower case. at: when it was answered last.
    columns: `account_id BIGINT NOT NULL, sender TEXT NOT NULL, at BIGINT NOT NULL,
      PRIMARY KEY (account_id, sender)`,
    keyed: true,
    indexes: ['CREATE INDEX vacation_answer_age ON vacation_answer (at)'],
  },
];
