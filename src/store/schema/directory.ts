import type { Table } from '#store/schema/table.ts';

export const directoryTables: readonly Table[] = [];
