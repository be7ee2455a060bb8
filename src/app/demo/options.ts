import { parseArgs } from 'node:util';

/** What `npm start` was asked for. */
export type DemoOptions = {
  readonly json: boolean;
  readonly portBase: number;
  readonly dataFolder: string;
  readonly threads: number | undefined;
  readonly seed: boolean;
  readonly benchAccounts: number;
};

export const demoHelp = `Usage: npm start -- [options]

Runs a complete demo server on loopback and high ports, with the tenant example.test.

  --data DIR       where it keeps everything (default ./data); a second start finds it again
  --port-base N    port of each listener is N + the well-known one (default 20000; 0: free ports)
  --threads N      edge threads (default: one for each core; 0: everything in one thread)
  --no-seed        no people and no sample mail
  --json           one line of JSON on standard output when everything is ready, for scripts
  --help           this text

The real thing: bin/postamt setup DOMAIN, then bin/postamt serve --config FILE.
`;

/** The largest base with which every listener's port still exists. */
const portBaseMax = 64_000;

/** Accounts that one demo makes for measurements. */
const benchAccountsMax = 10_000;

/** Wrong arguments; the message says what is expected. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** @returns Undefined when help was asked for. @throws {UsageError} */
export function parseDemoOptions(args: readonly string[]): DemoOptions | undefined {
  let values;
  try {
    ({ values } = parseArgs({
      args: [...args],
      options: {
        json: { type: 'boolean', default: false },
        'port-base': { type: 'string', default: '20000' },
        data: { type: 'string', default: 'data' },
        threads: { type: 'string' },
        seed: { type: 'boolean', default: true },
        'bench-accounts': { type: 'string', default: '0' },
        help: { type: 'boolean', default: false },
      },
      allowNegative: true,
    }));
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
  if (values.help) return undefined;
  const { threads } = values;
  return {
    json: values.json,
    portBase: number('--port-base', values['port-base'], portBaseMax),
    dataFolder: values.data,
    threads: threads === undefined ? undefined : number('--threads', threads, 256),
    seed: values.seed,
    benchAccounts: number('--bench-accounts', values['bench-accounts'], benchAccountsMax),
  };
}

function number(name: string, text: string, max: number): number {
  const value = /^\d{1,9}$/u.test(text) ? Number(text) : NaN;
  if (value <= max) return value;
  throw new UsageError(`${name} is "${text}": give a whole number from 0 to ${max}`);
}
