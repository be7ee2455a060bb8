import type { Command } from 'commander';

import { formatSize } from '#app/cli/arguments.ts';
import { becomeOwner, type Cli, type CommonOptions } from '#app/cli/cli.ts';
import { exitCode } from '#app/cli/cli-error.ts';
import { findData } from '#app/cli/find-data.ts';
import { leaf } from '#app/cli/leaf.ts';
import { Progress } from '#app/cli/progress.ts';
import { checkData } from '#store/check/check-data.ts';

type Options = CommonOptions & { readonly quick?: boolean };

export function check(parent: Command, cli: Cli): void {
  leaf(parent, 'check', {
    summary: 'Verify a data directory; changes nothing, also beside a running server',
    examples: ['check', 'check --data /var/lib/postamt --json', 'check --quick'],
  })
    .option('--quick', 'do not read the bodies of the messages')
    .addHelpText(
      'after',
      '\nExit code 0 when everything is as it must be, 1 with findings: damaged databases, counters' +
        '\nthat differ from the rows they count, segment files and bodies that are missing, damaged' +
        '\nor that nobody refers to.',
    )
    .action((options: Options) =>
      cli.attempt('Cannot check the data directory', async () => {
        const folder = findData(options);
        becomeOwner(folder);
        const progress = new Progress(cli.world, 'bodies');
        const { findings, bodies } = await checkData({
          folder,
          octets: options.quick !== true,
          progress: ({ blobs, bytes }) => progress.show(blobs, bytes),
        });
        progress.end();
        if (findings.length > 0) cli.exitCode = exitCode.failed;
        const lines = findings.map(({ kind, where, problem }) => `${kind}: ${where}: ${problem}`);
        const verdict =
          findings.length === 0
            ? `${folder} is whole`
            : `${folder} has ${findings.length} findings`;
        const checked = `${bodies.blobs} bodies, ${formatSize(bodies.bytes)}`;
        cli.output(options).result([...lines, `${verdict} (${checked})`].join('\n'), {
          ok: findings.length === 0,
          folder,
          bodies: bodies.blobs,
          bytes: bodies.bytes,
          findings,
        });
      }),
    );
}
