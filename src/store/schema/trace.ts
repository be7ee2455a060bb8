import type { Table } from '#store/schema/table.ts';

export const traceTables: readonly Table[] = [];
