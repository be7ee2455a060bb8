import { applicationTables } from '#store/schema/application.ts';
import { dkimTables } from '#store/schema/dkim.ts';
import { jmapTables } from '#store/schema/jmap.ts';
import { limitTables } from '#store/schema/limits.ts';
import { relayTables } from '#store/schema/relay.ts';
import { reportTables } from '#store/schema/reports.ts';
import { sendingTables } from '#store/schema/sending.ts';
import { submissionTables } from '#store/schema/submission.ts';
import { createStatements, type Table } from '#store/schema/table.ts';
import { traceKeyTables } from '#store/schema/trace.ts';
import { transportTables } from '#store/schema/transport.ts';
import { webSessionTables } from '#store/schema/web-session.ts';
import { webhookTables } from '#store/schema/webhook.ts';

/** A step from the schema before to `version`. Never changed once released. */
export type Migration = { readonly version: number; readonly statements: readonly string[] };

/** The schema that `src/store/schema` describes; what a new database gets at once. */
export const schemaVersion = 2;

/** Tables that came with schema 2. */
const addedInTwo: readonly Table[] = [
  ...relayTables,
  ...reportTables,
  ...applicationTables,
  ...dkimTables,
  ...jmapTables,
  ...limitTables,
  ...sendingTables,
  ...submissionTables,
  ...traceKeyTables,
  ...transportTables,
  ...webSessionTables,
  ...webhookTables,
];

/** In order of version, the first one being 2; the last one is {@link schemaVersion}. */
export const migrations: readonly Migration[] = [
  {
    version: 2,
    statements: [
      'ALTER TABLE queue_recipient ADD COLUMN priority BIGINT NOT NULL DEFAULT 0',
      'ALTER TABLE queue_recipient ADD COLUMN last_attempt_at BIGINT NOT NULL DEFAULT 0',
      "ALTER TABLE queue_recipient ADD COLUMN destination TEXT NOT NULL DEFAULT ''",
      'UPDATE queue_recipient SET destination = domain',
      'ALTER TABLE trace ADD COLUMN status BIGINT NOT NULL DEFAULT 0',
      "ALTER TABLE trace ADD COLUMN accounts TEXT NOT NULL DEFAULT ''",
      'ALTER TABLE mailbox ADD COLUMN sort_order BIGINT NOT NULL DEFAULT 0',
      'ALTER TABLE mailbox ADD COLUMN details_modseq BIGINT NOT NULL DEFAULT 0',
      'UPDATE mailbox SET details_modseq = modseq',
      'ALTER TABLE message ADD COLUMN thread_modseq BIGINT NOT NULL DEFAULT 0',
      'UPDATE message SET thread_modseq = created_modseq',
      'ALTER TABLE gone ADD COLUMN thread_id BIGINT NOT NULL DEFAULT 0',
      `UPDATE gone SET thread_id = COALESCE((SELECT m.thread_id FROM message m
        WHERE m.account_id = gone.account_id AND m.message_id = gone.object_id), 0)
        WHERE kind = 1`,
      "ALTER TABLE account ADD COLUMN time_zone TEXT NOT NULL DEFAULT ''",
      'DROP INDEX IF EXISTS queue_recipient_due',
      `CREATE INDEX queue_recipient_order ON queue_recipient
        (state, destination, priority, next_attempt_at)`,
      'CREATE INDEX recoverable_account ON recoverable (account_id, expires_at, message_id)',
      'CREATE INDEX credential_token ON credential (hash) WHERE kind = 2',
      ...createStatements(addedInTwo, 'sqlite'),
    ],
  },
];
