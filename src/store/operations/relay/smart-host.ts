import { refuse } from '#base/refusal.ts';
import { readOperation, writeOperation } from '#store/operation.ts';
import { recordChange } from '#store/operations/directory/record-change.ts';
import { takeId } from '#store/operations/directory/take-id.ts';
import { smartHostPrefix } from '#store/queue-destination.ts';
import { statement } from '#store/statement.ts';
import type { Work } from '#store/work.ts';

export type SmartHostRefusalCode = 'smart-host.absent' | 'smart-host.exists';

/** How the line to a smart host is protected; `opportunistic` also takes a certificate of anybody. */
export type SmartHostTls = 'none' | 'opportunistic' | 'starttls' | 'implicit';

/** What a smart host is for; 0 and empty domains are for all. */
export type SmartHostScope = {
  readonly tenantId: number;
  /** Of the envelope sender, A-labels. */
  readonly senderDomain: string;
  /** Of the recipient, A-labels. */
  readonly recipientDomain: string;
};

export type SmartHost = SmartHostScope & {
  readonly smartHostId: number;
  /** A name or a textual IP address. */
  readonly host: string;
  readonly port: number;
  readonly tls: SmartHostTls;
  /** Empty without a login. */
  readonly username: string;
  /** Sealed; empty without a login. */
  readonly password: Uint8Array;
};

const columns = `smart_host_id AS "smartHostId", tenant_id AS "tenantId",
  sender_domain AS "senderDomain", recipient_domain AS "recipientDomain", host AS "host",
  port AS "port", tls AS "tls", username AS "username", password AS "password"`;

const selectAll = statement<SmartHost>(`SELECT ${columns} FROM smart_host ORDER BY smart_host_id`);
const selectOne = statement<SmartHost>(
  `SELECT ${columns} FROM smart_host WHERE smart_host_id = ?1`,
);
const selectScope = statement<SmartHost>(`
  SELECT ${columns} FROM smart_host
  WHERE tenant_id = ?1 AND sender_domain = ?2 AND recipient_domain = ?3`);
const insert = statement(`
  INSERT INTO smart_host (smart_host_id, tenant_id, sender_domain, recipient_domain, host, port,
    tls, username, password, created_at)
  VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)`);
const remove = statement('DELETE FROM smart_host WHERE smart_host_id = ?1');
// What waits for it goes the usual way from now on.
const release = statement(`
  UPDATE queue_recipient SET destination = domain
  WHERE destination = ?1 OR (destination > ?1 || '/' AND destination < ?1 || '0')`);

export type AddSmartHostInput = Omit<SmartHost, 'smartHostId'> & {
  /** For the audit log. */
  readonly actor: string;
};

/** Every smart host, in the order in which they were made. */
export const listSmartHosts = readOperation('listSmartHosts', function* (tx) {
  return yield* tx.all(selectAll);
});

/** One smart host; undefined when it was removed. */
export const findSmartHost = readOperation('findSmartHost', function* (tx, smartHostId: number) {
  return yield* tx.maybe(selectOne, smartHostId);
});

/** @throws {Refusal} `smart-host.exists` when there is one for the same senders and recipients. */
export const addSmartHost = writeOperation(
  'addSmartHost',
  function* (tx, input: AddSmartHostInput): Work<number> {
    const { actor, tenantId, senderDomain, recipientDomain, host, port, tls } = input;
    const scope = [tenantId, senderDomain, recipientDomain] as const;
    const present = yield* tx.maybe(selectScope, ...scope);
    if (present !== undefined) {
      refuse<SmartHostRefusalCode>(
        'smart-host.exists',
        `The smart host ${present.smartHostId} is for the same senders and recipients; remove it first`,
      );
    }
    const smartHostId = yield* takeId(tx, 'smart_host');
    const { username, password } = input;
    const line = [host, port, tls, username, password, tx.now] as const;
    yield* tx.run(insert, smartHostId, ...scope, ...line);
    const detail = { host, port, tls, senderDomain, recipientDomain };
    const target = String(smartHostId);
    yield* recordChange(tx, { tenantId, actor, action: 'smart-host.add', target, detail });
    return smartHostId;
  },
);

export type RemoveSmartHostInput = {
  /** For the audit log. */
  readonly actor: string;
  readonly smartHostId: number;
};

/** What waits for it goes the usual way. @throws {Refusal} `smart-host.absent` */
export const removeSmartHost = writeOperation(
  'removeSmartHost',
  function* (tx, { actor, smartHostId }: RemoveSmartHostInput): Work<void> {
    const found =
      (yield* tx.maybe(selectOne, smartHostId)) ??
      refuse<SmartHostRefusalCode>('smart-host.absent', `There is no smart host ${smartHostId}`);
    yield* tx.run(remove, smartHostId);
    yield* tx.run(release, `${smartHostPrefix}${smartHostId}`);
    const { tenantId, host } = found;
    const target = String(smartHostId);
    yield* recordChange(tx, {
      tenantId,
      actor,
      action: 'smart-host.remove',
      target,
      detail: { host },
    });
  },
);
