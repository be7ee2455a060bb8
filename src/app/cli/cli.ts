import { statSync } from 'node:fs';

import { asCliError, CliError } from '#app/cli/cli-error.ts';
import { type DataOptions, findData } from '#app/cli/find-data.ts';
import { Output } from '#app/cli/output.ts';
import { hasColours, type World } from '#app/cli/world.ts';
import { openSecretBox, secretKeyFault } from '#app/load-secret-key.ts';
import { connectControl } from '#app/control/control-store.ts';
import type { Clock } from '#base/clock.ts';
import type { SecretBox } from '#core/secrets/secret-box.ts';
import { DataInUse } from '#store/engine/data-lock.ts';
import { openStore } from '#store/engine/open-store.ts';
import type { Store } from '#store/store.ts';

/** Options of every command. */
export type CommonOptions = DataOptions & { readonly json?: boolean };

/** What a command works with once the data directory is open. */
export type Work = {
  readonly store: Store;
  /** For the audit log. */
  readonly actor: string;
  readonly output: Output;
  readonly clock: Clock;
  /** Seals and opens what the data directory keeps secret. */
  readonly secrets: () => SecretBox;
};

/** One run of the command line. */
export class Cli {
  readonly world: World;
  /** What the process ends with when nothing throws. */
  exitCode = 0;

  constructor(world: World) {
    this.world = world;
  }

  /** Who the audit log names. */
  get actor(): string {
    return `cli:${this.world.user}`;
  }

  output({ json = false }: CommonOptions): Output {
    const { stdout, environment } = this.world;
    return new Output(stdout, { json, colours: hasColours(stdout, environment) });
  }

  /**
   * Opens the data directory, whether a server runs on it or not, and works with it.
   *
   * @param what What fails when it fails: `Cannot create the tenant "T"`.
   * @throws {CliError}
   */
  async withStore(
    options: CommonOptions,
    what: string,
    use: (work: Work) => Promise<void>,
  ): Promise<void> {
    await this.attempt(what, async () => {
      const folder = findData(options);
      const store = await openData(folder);
      try {
        const fault = await secretKeyFault(folder, store);
        const { actor } = this;
        const { clock } = this.world;
        const secrets = (): SecretBox => {
          if (fault !== undefined) throw fault;
          return openSecretBox(folder);
        };
        await use({ store, actor, output: this.output(options), clock, secrets });
      } finally {
        await store.close();
      }
    });
  }

  /** Runs a task whose errors are told as {@link CliError}. */
  async attempt(what: string, task: () => Promise<void>): Promise<void> {
    try {
      await task();
    } catch (error) {
      throw asCliError(what, error);
    }
  }
}

/** Opens a data directory through the server that runs on it, or directly when none does. */
export async function openData(
  folder: string,
): Promise<Store & { readonly close: () => Promise<void> }> {
  becomeOwner(folder);
  const running = await connectControl(folder);
  if (running !== undefined) return running;
  try {
    return await openStore({ folder });
  } catch (error) {
    if (!(error instanceof DataInUse)) throw error;
    throw new CliError(`Cannot open the data directory ${folder}`, {
      why: 'Another process has it, and no server answers on its control.sock',
      advice: 'Another command, or a server that starts or stops, may need a moment: try again',
      code: 'data.locked',
      cause: error,
    });
  }
}

/** Root works as the owner of the data directory: a file of root's would lock the server out. */
export function becomeOwner(folder: string): void {
  if (process.geteuid?.() !== 0) return;
  const { uid, gid } = statSync(folder);
  if (uid === 0) return;
  process.setegid?.(gid);
  process.seteuid?.(uid);
}
