import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { makeControlGroup } from '../measure/control-group.ts';
import { freePorts } from './free-ports.ts';
import { type FullQueue, type QueueOrder, sinkDomain } from './full-queue.ts';
import { startPostfix } from './postfix.ts';

/** Milliseconds between two looks at the queue. */
const lookMs = 200;

/** While it stands in main.cf nothing goes out. */
const holdingBack = 'defer_transports = smtp\n';

/** Connections over which the queue is filled. */
const fillers = 10;

/** A Postfix whose deferred queue is full, and which is then flushed. */
export async function fillPostfix(order: QueueOrder): Promise<FullQueue> {
  const { messages, size } = order;
  const controlGroup = makeControlGroup('postamt-bench-peers-relay');
  const [port = 0] = await freePorts(1);
  const configuration = (folder: string): string => sendingConfiguration(folder, order);
  const postfix = startPostfix({ folder: order.folder, configuration, port, controlGroup });
  const call = (program: string, ...args: readonly string[]): void => {
    const all = ['-c', postfix.etc, ...args];
    execFileSync(`/usr/sbin/${program}`, all, { stdio: ['ignore', 'ignore', 'pipe'] });
  };
  const load = ['-s', `${fillers}`, '-m', `${messages}`, '-l', `${size}`];
  const envelope = ['-f', 'sender@bench.test', '-t', `u@${sinkDomain}`];
  execFileSync('smtp-source', ['-4', ...load, ...envelope, `127.0.0.1:${port}`]);
  const deferred = join(order.folder, 'spool', 'deferred');
  while (filesIn(deferred) < messages) await sleep(lookMs);
  const file = join(postfix.etc, 'main.cf');
  writeFileSync(file, readFileSync(file, 'utf8').replace(holdingBack, ''));
  call('postfix', 'reload');
  return {
    controlGroup,
    release: async () => call('postqueue', '-f'),
    stop: async () => postfix.stop(),
  };
}

function filesIn(folder: string): number {
  return readdirSync(folder, { withFileTypes: true, recursive: true }).filter((one) => one.isFile())
    .length;
}

/** Debian's defaults, all mail to the sink over as many connections as ordered. */
function sendingConfiguration(folder: string, { sinkPort, connections }: QueueOrder): string {
  return `
compatibility_level = 3.6
queue_directory = ${folder}/spool
data_directory = ${folder}/data
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mail.bench.test
mydestination =
mynetworks = 127.0.0.0/8
relayhost = [127.0.0.1]:${sinkPort}
default_destination_concurrency_limit = ${connections}
smtpd_tls_security_level = none
maillog_file = ${folder}/maillog
maillog_file_prefixes = ${folder}
${holdingBack}`;
}
