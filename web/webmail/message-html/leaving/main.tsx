import { render } from 'preact';

import '../../../shared/style/tokens.css';
import '../../../shared/style/base.css';
import '../../../shared/style/controls.css';
import { followPreferences } from '../../../shared/preferences.ts';
import { Leaving } from './leaving.tsx';

followPreferences();
const place = document.querySelector('#app');
if (place !== null) render(<Leaving />, place);
