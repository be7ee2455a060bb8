// npm run dev: the demo server, started again whenever a source file changes.
import { join } from 'node:path';

import { buildWeb } from './build-web.js';
import { become, prepare, root } from './prepare.js';

prepare();
buildWeb();
become([
  '--watch',
  '--watch-preserve-output',
  `--watch-path=${join(root, 'src')}`,
  join(root, 'src', 'app', 'demo', 'main.ts'),
  ...process.argv.slice(2),
]);
