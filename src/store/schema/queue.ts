import type { Table } from '#store/schema/table.ts';

export const queueTables: readonly Table[] = [];
