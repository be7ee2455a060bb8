import { type TraceAppendix } from '#store/operations/trace/append-trace.ts';
import type { TraceDraft } from '#store/operations/trace/insert-trace.ts';
import { encodeSteps, rowNames, type TraceStep } from '#store/operations/trace/pack-steps.ts';

/** What becomes of a message. */
export type Way = 'submission' | 'local' | 'refused';

/** Tries until a submission is taken. */
export const triesOfSubmission = 3;

const people = 500;
const domains = ['gmail.com', 'gmx.de', 'example.net', 'outlook.com', 'customer.example'];

/** The trace of one of many usual messages. @param at Milliseconds since the epoch. */
export function traceOfMail(way: Way, index: number, at: number): TraceDraft {
  const sender = 17 + (index % people);
  const submission = way === 'submission';
  const recipients = [recipientOf(way, index)];
  return {
    traceId: traceIdOf(index),
    tenantId: 1,
    sender: senderOf(way, index),
    recipients,
    messageIdHeader: `<CAF+${index.toString(36)}x9Qk2m7vT5${index % 97}@mail.example.org>`,
    status: submission
      ? ('queued' as const)
      : way === 'local'
        ? ('delivered' as const)
        : ('refused' as const),
    people: submission
      ? { senderAccountId: sender, recipientAccountIds: [[]] }
      : { recipientAccountIds: [way === 'local' ? [sender] : []] },
    steps: encodeSteps(
      stepsOf(way, index, at),
      rowNames({ sender: senderOf(way, index), recipients }),
    ),
  };
}

function stepsOf(way: Way, index: number, at: number): readonly TraceStep[] {
  const login = loginOf(index);
  const recipient = recipientOf(way, index);
  const list: (readonly [string, TraceStep['detail']])[] = [
    [
      'smtp.connect',
      {
        connection: `00-${index.toString(36)}`,
        remote: `203.0.113.${index % 250}`,
        face: way === 'submission' ? 'submission' : 'mx',
      },
    ],
    ['smtp.ehlo', { name: way === 'submission' ? '[192.168.1.20]' : 'mail-out.example.net' }],
    ['smtp.starttls', { protocol: 'TLSv1.3 with cipher TLS_AES_256_GCM_SHA384' }],
    ...(way === 'submission' ? ([['smtp.auth', { mechanism: 'PLAIN', login }]] as const) : []),
    ['smtp.mail', { sender: senderOf(way, index), size: 4_096 + index }],
    ['smtp.rcpt', { kind: way === 'submission' ? 'remote' : 'local' }],
    ['smtp.data', { octets: 4_300 + index, recipients: 1 }],
    ...(way === 'submission'
      ? ([
          ['policy.from', { verdict: 'accept' }],
          ['sign.dkim', { fields: 2 }],
          ['store.filed', { octets: 5_400 + index, accounts: '', folders: '', queued: 1 }],
        ] as const)
      : ([['policy.sender', senderCheck(way)]] as const)),
    ...(way === 'local'
      ? ([['store.filed', { octets: 4_500, accounts: '17', folders: 'INBOX' }]] as const)
      : []),
    ...(way === 'refused'
      ? ([
          [
            'refused',
            {
              code: 'policy.dmarc',
              enhanced: '5.7.1',
              text: `example.net wants mail refused that is not proven to be from there; send it through the servers of example.net, or have it signed by them (${recipient})`,
            },
          ],
        ] as const)
      : []),
  ];
  return list.map(([step, detail], number) => ({ at: at + number * 3, step, detail }));
}

function senderCheck(way: Way): TraceStep['detail'] {
  const good = way === 'local';
  return {
    verdict: good ? 'accept' : 'reject',
    spf: good ? 'pass' : 'fail',
    dkim: good ? 'pass example.net s2026' : 'none',
    arc: 'none',
    dmarc: good ? 'pass' : 'fail',
    policy: 'reject',
    disposition: good ? 'none' : 'reject',
    reason: good ? 'SPF and DKIM in alignment' : 'neither SPF nor DKIM in alignment',
  };
}

function loginOf(index: number): string {
  return `person${index % people}@example.org`;
}

function senderOf(way: Way, index: number): string {
  return way === 'submission' ? loginOf(index) : `bounces-${index % 9_000}@mail.example.net`;
}

function recipientOf(way: Way, index: number): string {
  const name = `customer${(index * 7_919) % 20_000}`;
  return way === 'submission' ? `${name}@${domains[index % domains.length] ?? ''}` : loginOf(index);
}

/** A try to hand a submission over; the last one is taken. @param number From 0 on. */
export function traceOfTry(index: number, number: number, at: number): TraceAppendix {
  const recipient = recipientOf('submission', index);
  const domain = domains[index % domains.length] ?? '';
  const sent = number === triesOfSubmission - 1;
  const detail = {
    recipient,
    outcome: sent ? 'sent' : 'deferred',
    server: `mx.${domain} [198.51.100.${index % 250}]`,
    tls: 'TLSv1.3, certificate valid, nothing asks for it',
    reply: sent
      ? `250 2.0.0 Ok: queued as 4XyZ${index.toString(36)}`
      : '451 4.7.1 Greylisted, please try again in 300 seconds',
  };
  return {
    tenantId: 1,
    traceId: traceIdOf(index),
    status: sent ? 'delivered' : 'deferred',
    steps: [{ at, step: 'relay.attempt', detail }],
  };
}

function traceIdOf(index: number): string {
  return `9f8e7d6c${index.toString(36).padStart(4, '0')}`;
}
