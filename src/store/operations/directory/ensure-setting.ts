import { writeOperation } from '#store/operation.ts';
import { statement } from '#store/statement.ts';

const selectSetting = statement<{ value: Uint8Array }>(
  'SELECT value AS "value" FROM setting WHERE name = ?1',
);
const insertSetting = statement('INSERT INTO setting (name, value) VALUES (?1, ?2)');

export type EnsureSettingInput = { readonly name: string; readonly value: Uint8Array };

/** The setting's value; the given one is kept when there was none. */
export const ensureSetting = writeOperation(
  'ensureSetting',
  function* (tx, { name, value }: EnsureSettingInput) {
    const found = yield* tx.maybe(selectSetting, name);
    if (found !== undefined) return found.value;
    yield* tx.run(insertSetting, name, value);
    return value;
  },
);
