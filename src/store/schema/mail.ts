import type { Table } from '#store/schema/table.ts';

/** Mailboxes, messages and what is needed to tell clients of changes. */
export const mailTables: readonly Table[] = [];
