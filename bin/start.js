// npm start: a complete demo server on loopback and high ports; `npm start -- --help` says more.
import { join } from 'node:path';

import { buildWeb } from './build-web.js';
import { become, prepare, root } from './prepare.js';

prepare();
buildWeb();
become([join(root, 'src', 'app', 'demo', 'main.ts'), ...process.argv.slice(2)]);
