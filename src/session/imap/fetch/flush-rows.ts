import type { Connection } from '#net/connection.ts';
import type { ResponseWriter } from '#proto/imap/response-writer.ts';

/** Hands what was written to the connection, if anything. */
export function flushRows(connection: Connection, writer: ResponseWriter): void {
  if (writer.length > 0) connection.write(writer.take());
}
