import type { Table } from '#store/schema/table.ts';

/**
 * Mailboxes, messages and what is needed to tell clients of changes: docs/internals/meta-db.md.
 *
 * A message is one body in one account; an entry is its place in one mailbox, at most one each.
 */
export const mailTables: readonly Table[] = [
  {
    name: 'mailbox',
    // parent_id: 0 at the top. selectable: 0 for a level that only has children. details_modseq:
    // the last change of something else than its messages and what is counted of them.
    columns: `account_id BIGINT NOT NULL, mailbox_id BIGINT NOT NULL, parent_id BIGINT NOT NULL,
      name TEXT NOT NULL, role BIGINT NOT NULL, selectable BIGINT NOT NULL,
      subscribed BIGINT NOT NULL, uid_validity BIGINT NOT NULL, uid_next BIGINT NOT NULL,
      modseq BIGINT NOT NULL, created_modseq BIGINT NOT NULL, total BIGINT NOT NULL,
      unseen BIGINT NOT NULL, deleted BIGINT NOT NULL, bytes BIGINT NOT NULL,
      vanished_floor BIGINT NOT NULL, keywords TEXT NOT NULL, created_at BIGINT NOT NULL,
      sort_order BIGINT NOT NULL DEFAULT 0, details_modseq BIGINT NOT NULL DEFAULT 0,
      PRIMARY KEY (account_id, mailbox_id)`,
    keyed: true,
    indexes: [
      'CREATE UNIQUE INDEX mailbox_name ON mailbox (account_id, parent_id, name)',
      'CREATE UNIQUE INDEX mailbox_role ON mailbox (account_id, role) WHERE role > 0',
    ],
  },
  {
    name: 'subscription',
    // Names without a mailbox that are subscribed all the same (RFC 9051 §6.3.7).
    columns: `account_id BIGINT NOT NULL, path TEXT NOT NULL, PRIMARY KEY (account_id, path)`,
    keyed: true,
    indexes: [],
  },
  {
    name: 'message',
    // created_modseq: since when the message can be seen, as an e-mail of JMAP. thread_modseq: since
    // when it is, or by \Deleted is not, in its thread (docs/internals/account-view.md).
    columns: `account_id BIGINT NOT NULL, message_id BIGINT NOT NULL, thread_id BIGINT NOT NULL,
      size BIGINT NOT NULL, received_at BIGINT NOT NULL, sent_at BIGINT NOT NULL,
      blob_id BIGINT NOT NULL, modseq BIGINT NOT NULL, created_modseq BIGINT NOT NULL,
      mailbox_count BIGINT NOT NULL, attributes BIGINT NOT NULL,
      thread_modseq BIGINT NOT NULL DEFAULT 0,
      PRIMARY KEY (account_id, message_id)`,
    keyed: true,
    indexes: [
      'CREATE INDEX message_modseq ON message (account_id, modseq)',
      'CREATE INDEX message_thread ON message (account_id, thread_id)',
      'CREATE INDEX message_blob ON message (blob_id)',
    ],
  },
  {
    name: 'entry',
    columns: `account_id BIGINT NOT NULL, mailbox_id BIGINT NOT NULL, uid BIGINT NOT NULL,
      message_id BIGINT NOT NULL, modseq BIGINT NOT NULL, created_modseq BIGINT NOT NULL,
      flags BIGINT NOT NULL, keywords BIGINT NOT NULL, saved_at BIGINT NOT NULL,
      size BIGINT NOT NULL, received_at BIGINT NOT NULL,
      PRIMARY KEY (account_id, mailbox_id, uid)`,
    keyed: true,
    indexes: [
      'CREATE INDEX entry_modseq ON entry (account_id, mailbox_id, modseq)',
      'CREATE UNIQUE INDEX entry_message ON entry (account_id, message_id, mailbox_id)',
    ],
  },
  {
    name: 'vanished',
    columns: `account_id BIGINT NOT NULL, mailbox_id BIGINT NOT NULL, modseq BIGINT NOT NULL,
      uid_first BIGINT NOT NULL, uid_last BIGINT NOT NULL, at BIGINT NOT NULL,
      PRIMARY KEY (account_id, mailbox_id, modseq, uid_first)`,
    keyed: true,
    indexes: ['CREATE INDEX vanished_at ON vanished (at)'],
  },
  {
    name: 'gone',
    // kind: 1 message, 2 mailbox, 3 thread that became a part of another. thread_id: of a message.
    columns: `account_id BIGINT NOT NULL, modseq BIGINT NOT NULL, kind BIGINT NOT NULL,
      object_id BIGINT NOT NULL, at BIGINT NOT NULL, thread_id BIGINT NOT NULL DEFAULT 0,
      PRIMARY KEY (account_id, modseq, kind, object_id)`,
    keyed: true,
    indexes: ['CREATE INDEX gone_at ON gone (at)'],
  },
  {
    name: 'message_reference',
    columns: `account_id BIGINT NOT NULL, reference BIGINT NOT NULL, thread_id BIGINT NOT NULL,
      PRIMARY KEY (account_id, reference)`,
    keyed: true,
    indexes: ['CREATE INDEX message_reference_thread ON message_reference (account_id, thread_id)'],
  },
  {
    name: 'recoverable',
    columns: `account_id BIGINT NOT NULL, message_id BIGINT NOT NULL, mailbox_id BIGINT NOT NULL,
      flags BIGINT NOT NULL, expires_at BIGINT NOT NULL, PRIMARY KEY (account_id, message_id)`,
    keyed: true,
    indexes: [
      'CREATE INDEX recoverable_expires ON recoverable (expires_at)',
      'CREATE INDEX recoverable_account ON recoverable (account_id, expires_at, message_id)',
    ],
  },
  {
    name: 'arrival',
    columns: `account_id BIGINT NOT NULL, digest BIGINT NOT NULL, at BIGINT NOT NULL,
      mailbox_id BIGINT NOT NULL, uid BIGINT NOT NULL, message_id BIGINT NOT NULL,
      PRIMARY KEY (account_id, digest)`,
    keyed: true,
    indexes: ['CREATE INDEX arrival_at ON arrival (at)'],
  },
];
