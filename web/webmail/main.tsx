import { render } from 'preact';

import '../shared/style/tokens.css';
import '../shared/style/base.css';
import '../shared/style/controls.css';
import { followPreferences } from '../shared/preferences.ts';
import { followHistory } from './store/location.ts';
import { install } from './service-worker/registration.ts';
import { openSession } from './store/session.ts';
import { followWidth } from './store/ui.ts';
import { App } from './views/app.tsx';

followPreferences();
followHistory();
followWidth();
const place = document.querySelector('#app');
if (place !== null) render(<App />, place);
void openSession();
install();
