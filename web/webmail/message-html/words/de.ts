import { plural } from '../../../shared/words/words.ts';
import type { Words } from './en.ts';

/** What the reading of HTML mail says in German. */
export const de: Words = {
  frameTitle: (subject) => (subject === '' ? 'Nachricht' : `Nachricht: ${subject}`),
  failed: 'Die Nachricht ließ sich nicht anzeigen.',
  pictures: {
    held: (count) =>
      plural(
        count,
        '# Bild von anderswo wird nicht gezeigt: Sein Absender erführe, dass Sie dies lesen.',
        '# Bilder von anderswo werden nicht gezeigt: Ihr Absender erführe, dass Sie dies lesen.',
      ),
    show: 'Bilder zeigen',
    always: (address) => `Immer bei ${address}`,
    loading: 'Bilder werden geholt …',
    missing: (count) =>
      plural(count, '# Bild ließ sich nicht holen.', '# Bilder ließen sich nicht holen.'),
    off: 'Dieser Server holt keine Bilder von anderswo.',
    trackers: (count) => plural(count, '# Zählpixel entfernt', '# Zählpixel entfernt'),
  },
  cut: 'Der Rest dieser Nachricht wird nicht gezeigt: Sie ist zu groß oder ihr HTML ist kaputt. Laden Sie sie herunter, um alles zu lesen.',
  leaving: {
    title: 'Möchten Sie dorthin?',
    nothing: 'Hier ist kein Link, dem man folgen könnte.',
    why: {
      'other-host': (said, host) => `Der Link lautet „${said}“, führt aber zu ${host}.`,
      'look-alike': (_, host) =>
        `Der Link führt zu ${host}, dessen Name einem anderen ähnlich sehen soll.`,
      'login-in-address': (_, host) =>
        `Der Link beginnt wie eine andere Adresse, führt aber zu ${host}.`,
    },
    stay: 'Hier bleiben',
    go: (host) => `Weiter zu ${host}`,
  },
  originalColours: 'Originalfarben',
  darkColours: 'Dunkle Farben',
};
