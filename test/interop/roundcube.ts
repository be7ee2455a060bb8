import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import type { Demo, Login } from '#test/interop/demo.ts';

/** Where Debian keeps the program and the defaults of its settings. */
const program = '/usr/share/roundcube';
const defaults = '/etc/roundcube';

/** Milliseconds that one page may take. */
const pageMsMax = 10_000;

/** Roundcube served by PHP's own web server, and a browser's part of a session with it. */
export class Roundcube {
  readonly #process: ChildProcess;
  readonly #url: string;
  readonly #cookies = new Map<string, string>();
  #token = '';

  private constructor(child: ChildProcess, url: string) {
    this.#process = child;
    this.#url = url;
  }

  static async start(demo: Demo): Promise<Roundcube> {
    const port = await freePort();
    const child = spawn('php', ['-S', `127.0.0.1:${port}`, '-t', program], {
      env: { ...process.env, ROUNDCUBE_CONFIG_DIR: configure(demo) },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    for await (const line of createInterface({ input: child.stderr })) {
      if (line.includes('started')) break;
    }
    child.stderr.resume();
    assert.equal(child.exitCode, null, 'the web server runs');
    return new Roundcube(child, `http://127.0.0.1:${port}/`);
  }

  async logIn({ address, password }: Login): Promise<void> {
    await this.page({ _task: 'login' });
    const form = { _task: 'login', _action: 'login', _user: address, _pass: password };
    await this.post({ _task: 'login' }, { ...form, _timezone: 'UTC', _url: '' });
    await this.page({ _task: 'mail' });
  }

  /** Gets a page and keeps the token that its forms need. */
  async page(query: Readonly<Record<string, string>>): Promise<string> {
    const text = await this.#ask(query, { method: 'GET' });
    this.#token = /"request_token":"([^"]+)"/.exec(text)?.[1] ?? this.#token;
    return text;
  }

  /** What the page's script asks in the background: the commands that come back, as text. */
  remote(action: string, query: Readonly<Record<string, string>>): Promise<string> {
    return this.#ask(
      { _task: 'mail', _action: action, _remote: '1', ...query },
      { method: 'GET', headers: { 'x-roundcube-request': this.#token } },
    );
  }

  /** Sends a form. */
  post(
    query: Readonly<Record<string, string>>,
    form: Readonly<Record<string, string>>,
  ): Promise<string> {
    const body = new URLSearchParams({ ...form, _token: this.#token });
    const headers = { 'x-roundcube-request': this.#token };
    return this.#ask(query, { method: 'POST', body, headers });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const exited = once(this.#process, 'exit');
    this.#process.kill('SIGKILL');
    await exited;
  }

  async #ask(query: Readonly<Record<string, string>>, init: RequestInit): Promise<string> {
    const headers = new Headers(init.headers);
    headers.set('cookie', [...this.#cookies].map((pair) => pair.join('=')).join('; '));
    const signal = AbortSignal.timeout(pageMsMax);
    const url = `${this.#url}?${new URLSearchParams(query).toString()}`;
    const answer = await fetch(url, { ...init, headers, signal, redirect: 'manual' });
    for (const cookie of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      this.#cookies.set(name, value);
    }
    const text = await answer.text();
    const location = answer.headers.get('location');
    if (location === null) return text;
    return this.page(Object.fromEntries(new URL(location, this.#url).searchParams));
  }
}

/** Writes the settings and returns their folder. */
function configure(demo: Demo): string {
  for (const folder of ['conf', 'temp', 'log']) mkdirSync(join(demo.scratch, folder));
  const folder = join(demo.scratch, 'conf');
  for (const file of ['defaults.inc.php', 'mimetypes.php']) {
    copyFileSync(join(defaults, file), join(folder, file));
  }
  const { certificateAuthority } = demo.ready;
  demo.file(
    'conf/config.inc.php',
    `<?php
$config = [
  'db_dsnw' => 'sqlite:///${demo.scratch}/roundcube.db?mode=0600',
  'imap_host' => 'ssl://localhost:${demo.port('imaps')}',
  'smtp_host' => 'ssl://localhost:${demo.port('submissions')}',
  'smtp_user' => '%u',
  'smtp_pass' => '%p',
  'des_key' => 'twenty-four characters !',
  'temp_dir' => '${demo.scratch}/temp',
  'log_dir' => '${demo.scratch}/log',
  'plugins' => [],
  'language' => 'en_US',
];
$config['imap_conn_options'] = $config['smtp_conn_options'] = [
  'ssl' => ['verify_peer' => true, 'verify_peer_name' => true, 'cafile' => '${certificateAuthority}'],
];
`,
  );
  return folder;
}

/** A port that was free a moment ago: PHP does not tell which one it took. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  assert.ok(address !== null && typeof address === 'object');
  return address.port;
}
