import { LocalStore } from '#store/engine/local-store.ts';
import { openWriter, type StoreOptions } from '#store/engine/open-writer.ts';
import { openReading } from '#store/engine/reading.ts';

/**
 * Opens a data directory for this process alone, with the writer on this thread.
 *
 * @throws {Error} When another process has it, or its schema is newer than this program.
 */
export async function openStore(options: StoreOptions): Promise<LocalStore> {
  const { writer, watchers, compact, close } = await openWriter(options);
  return new LocalStore({ writer, watchers, reading: openReading(options), compact, close });
}
