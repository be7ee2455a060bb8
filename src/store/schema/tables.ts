import { applicationTables } from '#store/schema/application.ts';
import { blobTables } from '#store/schema/blob.ts';
import { directoryTables } from '#store/schema/directory.ts';
import { dkimTables } from '#store/schema/dkim.ts';
import { jmapTables } from '#store/schema/jmap.ts';
import { limitTables } from '#store/schema/limits.ts';
import { mailTables } from '#store/schema/mail.ts';
import { maildropTables } from '#store/schema/maildrop.ts';
import { queueTables } from '#store/schema/queue.ts';
import { reportTables } from '#store/schema/reports.ts';
import { relayTables } from '#store/schema/relay.ts';
import { sendingTables } from '#store/schema/sending.ts';
import { submissionTables } from '#store/schema/submission.ts';
import type { Table } from '#store/schema/table.ts';
import { traceTables } from '#store/schema/trace.ts';
import { transportTables } from '#store/schema/transport.ts';
import { webSessionTables } from '#store/schema/web-session.ts';
import { webhookTables } from '#store/schema/webhook.ts';

/** Every table of meta.db, the truth. */
export const tables: readonly Table[] = [
  ...applicationTables,
  ...blobTables,
  ...directoryTables,
  ...dkimTables,
  ...jmapTables,
  ...limitTables,
  ...mailTables,
  ...maildropTables,
  ...queueTables,
  ...relayTables,
  ...reportTables,
  ...sendingTables,
  ...submissionTables,
  ...traceTables,
  ...transportTables,
  ...webSessionTables,
  ...webhookTables,
];
