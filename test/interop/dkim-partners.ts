/** Other implementations of DKIM and ARC, each asked in its own way. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { arc, dkimSign, dkimVerify } from 'mailauth';

import { succeed } from '#test/interop/program.ts';
import type { TestKey } from '#test/stage/dkim-signing.ts';

/** TXT records by name. */
export type TxtZone = Readonly<Record<string, string>>;

/** Whether each signature of each message holds, the topmost first. Messages are latin1. */
export type DkimVerifier = (
  messages: readonly string[],
  zone: TxtZone,
) => Promise<readonly (readonly boolean[])[]>;

/** `pass`, `fail` or `none` for each message. */
export type ArcVerifier = (
  messages: readonly string[],
  zone: TxtZone,
) => Promise<readonly string[]>;

export type SigningJob = {
  readonly message: string;
  readonly key: TestKey;
  readonly domain: string;
  readonly selector: string;
  /** Forms of header and body. */
  readonly c: string;
};

/** The fields that go before each message. */
export type DkimSigner = (jobs: readonly SigningJob[]) => Promise<readonly string[]>;

async function python(zone: TxtZone, jobs: readonly object[]): Promise<unknown> {
  const program = '/usr/bin/python3';
  const args = [join(import.meta.dirname, 'dkim-client.py')];
  const { output } = await succeed({ program, args, input: JSON.stringify({ zone, jobs }) });
  return JSON.parse(output);
}

async function perl(zone: TxtZone, jobs: readonly object[]): Promise<unknown> {
  const program = '/usr/bin/perl';
  const args = [join(import.meta.dirname, 'dkim-client.pl')];
  const { output } = await succeed({ program, args, input: JSON.stringify({ zone, jobs }) });
  return JSON.parse(output);
}

export const dkimpy: DkimVerifier = async (messages, zone) => {
  const jobs = messages.map((message) => ({ do: 'verify', message }));
  return (await python(zone, jobs)) as boolean[][];
};

export const dkimpyArc: ArcVerifier = async (messages, zone) => {
  const jobs = messages.map((message) => ({ do: 'arc-verify', message }));
  return (await python(zone, jobs)) as string[];
};

export const dkimpySigner: DkimSigner = async (jobs) => {
  const given = jobs.map(({ key, ...job }) => ({
    ...job,
    do: 'sign',
    algorithm: key.algorithm,
    key: pythonKey(key),
  }));
  return (await python({}, given)) as string[];
};

/** Seals with an RSA key for results that begin with `authservId`. */
export async function dkimpySeal(
  messages: readonly string[],
  sealer: Pick<SigningJob, 'domain' | 'selector' | 'key'> & { readonly authservId: string },
  zone: TxtZone,
): Promise<readonly string[]> {
  const { key, ...where } = sealer;
  const jobs = messages.map((message) => ({
    ...where,
    do: 'arc-sign',
    message,
    key: pythonKey(key),
  }));
  return (await python(zone, jobs)) as string[];
}

/** PKCS#1 as PEM, or the seed of an Ed25519 key as base64. */
function pythonKey({ algorithm, privateKey }: TestKey): string {
  if (algorithm === 'rsa-sha256') {
    return privateKey.export({ format: 'pem', type: 'pkcs1' });
  }
  return privateKey.export({ format: 'der', type: 'pkcs8' }).subarray(-32).toString('base64');
}

/** What Mail::DKIM calls each signature: `pass`, `fail`, `invalid`, `temperror`. */
export async function mailDkimResults(
  messages: readonly string[],
  zone: TxtZone,
): Promise<readonly (readonly string[])[]> {
  const jobs = messages.map((message) => ({ do: 'verify', message }));
  return (await perl(zone, jobs)) as string[][];
}

export const mailDkim: DkimVerifier = async (messages, zone) => {
  const results = await mailDkimResults(messages, zone);
  return results.map((each) => each.map((result) => result === 'pass'));
};

export const mailDkimArc: ArcVerifier = async (messages, zone) => {
  const jobs = messages.map((message) => ({ do: 'arc-verify', message }));
  return ((await perl(zone, jobs)) as string[][]).map(([result = '']) => result);
};

function resolverOf(zone: TxtZone): (name: string) => Promise<string[][]> {
  return (name) => {
    const record = zone[name];
    if (record !== undefined) return Promise.resolve([[record]]);
    return Promise.reject(Object.assign(new Error('No such name'), { code: 'ENOTFOUND' }));
  };
}

export const mailauth: DkimVerifier = (messages, zone) =>
  Promise.all(
    messages.map(async (message) => {
      const resolver = resolverOf(zone);
      const { results } = await dkimVerify(Buffer.from(message, 'latin1'), { resolver });
      return results.map(({ status }) => status.result === 'pass');
    }),
  );

export const mailauthArc: ArcVerifier = (messages, zone) =>
  Promise.all(
    messages.map(async (message) => {
      const resolver = resolverOf(zone);
      const found = await dkimVerify(Buffer.from(message, 'latin1'), { resolver });
      if (found.arc === undefined) return 'none';
      const { status } = await arc(found.arc as Parameters<typeof arc>[0], { resolver });
      return status.result;
    }),
  );

export const mailauthSigner: DkimSigner = (jobs) =>
  Promise.all(
    jobs.map(async ({ message, key, domain, selector, c }) => {
      const privateKey = key.privateKey.export({ format: 'pem', type: 'pkcs8' });
      const { signatures } = await dkimSign(Buffer.from(message, 'latin1'), {
        signingDomain: domain,
        selector,
        privateKey,
        signatureData: [{ canonicalization: c, signingDomain: domain, selector, privateKey }],
      });
      return signatures;
    }),
  );

/** OpenDKIM's filter in its test mode, which asks a file instead of the DNS. */
export class OpenDkim implements AsyncDisposable {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  static async open(): Promise<OpenDkim> {
    return new OpenDkim(await mkdtemp(join(tmpdir(), 'postamt-opendkim-')));
  }

  /** Whether a message has a signature that holds; only the best counts for it. */
  async verify(messages: readonly string[], zone: TxtZone): Promise<boolean[]> {
    const keys = Object.entries(zone).map(([name, record]) => `${name} ${record}\n`);
    const settings = ['Mode v', `TestPublicKeys ${await this.#file('keys', keys.join(''))}`];
    const output = await this.#run(settings, messages);
    return output.map((text) => /\bdkim=pass\b/.test(text));
  }

  /** Signs messages with an RSA key. */
  async sign(jobs: readonly SigningJob[]): Promise<string[]> {
    const fields: string[] = [];
    for (const { message, key, domain, selector, c } of jobs) {
      const pem = key.privateKey.export({ format: 'pem', type: 'pkcs1' });
      const settings = [
        'Mode s',
        `Domain ${domain}`,
        `Selector ${selector}`,
        `Canonicalization ${c}`,
        `KeyFile ${await this.#file('key.pem', pem)}`,
        'RequireSafeKeys false',
      ];
      const [text = ''] = await this.#run(settings, [message]);
      const [, value = ''] = /hname='DKIM-Signature' hvalue='([^']+)'/.exec(text) ?? [];
      fields.push(`DKIM-Signature: ${value.replaceAll(/\r?\n/g, '\r\n')}\r\n`);
    }
    return fields;
  }

  /** What it says of each message. */
  async #run(settings: readonly string[], messages: readonly string[]): Promise<string[]> {
    // It must ask nobody: keys are in the file, and this machine has no server at that port.
    const all = [...settings, 'Nameservers 127.0.0.1', ''];
    const configuration = await this.#file('conf', all.join('\n'));
    const outputs: string[] = [];
    for (const [number, message] of messages.entries()) {
      const file = await this.#file(`${number}.eml`, message);
      const args = ['-x', configuration, '-vv', '-t', file];
      outputs.push((await succeed({ program: '/usr/sbin/opendkim', args })).output);
    }
    return outputs;
  }

  async #file(name: string, content: string): Promise<string> {
    const path = join(this.#folder, name);
    await writeFile(path, content, { encoding: 'latin1', mode: 0o600 });
    return path;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }
}
