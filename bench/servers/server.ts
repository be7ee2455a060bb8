import type { FullQueue, QueueOrder } from './full-queue.ts';

/** A mail server under measurement, on loopback. */
export type Server = {
  /** Label in the report. */
  readonly name: string;
  readonly ports: {
    readonly smtp: number;
    readonly imap: number;
    readonly imaps: number;
    readonly pop3: number;
  };
  /** Control group that holds every process of the server; accounts for dead children too. */
  readonly controlGroup: string;
  /** One more of its kind, which only sends. */
  readonly fillQueue: (order: QueueOrder) => Promise<FullQueue>;
  readonly stop: () => Promise<void>;
};

/** Domain of the bench accounts `u0`, `u1`, … */
export const domain = 'bench.test';

/** Password of every bench account. */
export const password = 'pw';

/** Bench accounts that each server has. */
export const accounts = 200;

export function login(account: number): string {
  return `u${account}`;
}

export function address(account: number): string {
  return `u${account}@${domain}`;
}
