// npm run bench: measures this server, beside Postfix and Dovecot where they are installed.
import { join } from 'node:path';

import { become, prepare, root } from './prepare.js';

prepare();
become([join(root, 'bench', 'run.ts'), ...process.argv.slice(2)]);
