import type { Disk } from '#base/disk.ts';
import { type BodiesChecked, checkBodies } from '#store/check/check-bodies.ts';
import { checkCounters } from '#store/check/check-counters.ts';
import { checkDatabase } from '#store/check/check-databases.ts';
import { checkSegments } from '#store/check/check-segments.ts';
import type { Finding } from '#store/check/finding.ts';
import { nodeDisk } from '#store/disk/node-disk.ts';
import { openForReading } from '#store/engine/open-database.ts';
import { SqliteSession } from '#store/engine/sqlite-session.ts';

export type CheckOptions = {
  /** The data directory; changed by nothing here, and served meanwhile or not. */
  readonly folder: string;
  readonly disk?: Disk;
  /** False leaves out the octets of the bodies, which takes as long as reading them all. */
  readonly octets: boolean;
  readonly progress: (checked: BodiesChecked) => void;
};

export type DataChecked = { readonly findings: readonly Finding[]; readonly bodies: BodiesChecked };

/** Verifies a data directory: databases, counters, segments, bodies. */
export async function checkData(options: CheckOptions): Promise<DataChecked> {
  const { folder, disk = nodeDisk, octets, progress } = options;
  const findings: Finding[] = checkCache(`${folder}/cache.db`);
  const session = openSession(`${folder}/meta.db`);
  if (session instanceof Error) {
    const finding = { kind: 'database', where: 'meta.db', problem: session.message } as const;
    return { findings: [...findings, finding], bodies: { blobs: 0, bytes: 0 } };
  }
  try {
    const broken = checkDatabase(session.database, 'meta.db');
    findings.push(...broken);
    // What a broken database says of its rows is worth nothing.
    if (broken.length > 0) return { findings, bodies: { blobs: 0, bytes: 0 } };
    const segments = `${folder}/segments`;
    findings.push(...checkCounters(session), ...checkSegments(session, disk, segments));
    const bodies = await checkBodies(session, { disk, folder: segments, octets, progress });
    findings.push(...bodies.findings);
    return { findings, bodies: bodies.checked };
  } finally {
    session.database.close();
  }
}

/** SQLite's codes for a file that is damaged, and for one that is no database at all. */
const damageCodes: ReadonlySet<unknown> = new Set([11, 26]);

/** What SQLite says of a database that is too damaged to be opened is a finding, too. */
function openSession(path: string): SqliteSession | Error {
  try {
    return new SqliteSession(openForReading(path));
  } catch (error) {
    if (error instanceof Error && 'errcode' in error && damageCodes.has(error.errcode)) {
      return error;
    }
    throw error;
  }
}

/** The cache is made anew when it is damaged; to say so is still worth it. */
function checkCache(path: string): Finding[] {
  let database;
  try {
    database = openForReading(path);
  } catch {
    return []; // There is none yet, or no longer: the next start makes it.
  }
  try {
    return checkDatabase(database, 'cache.db (derived: the server makes it anew once deleted)');
  } finally {
    database.close();
  }
}
