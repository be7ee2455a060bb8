import type { Connection } from '#net/connection.ts';
import { multilinePieces } from '#proto/pop3/multiline.ts';

/** Writes a message as a multi-line response, no faster than the peer takes it. */
export async function writeMultiline(connection: Connection, message: Uint8Array): Promise<void> {
  let pieces = 0;
  for (const piece of multilinePieces(message)) {
    connection.write(piece);
    if (++pieces % piecesPerFlush === 0) await connection.flush();
  }
  await connection.flush();
}

/** Pieces queued before the peer must keep up: a message of nothing but dots makes millions. */
const piecesPerFlush = 1024;
