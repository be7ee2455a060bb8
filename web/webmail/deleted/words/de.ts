import { plural } from '../../../shared/words/words.ts';
import type { Words } from './en.ts';

/** What the page of deleted messages says in German. */
export const de: Words = {
  text: 'Was aus dem Papierkorb oder von einem Mailprogramm gelöscht wird, bleibt hier zwei Wochen. Danach ist es weg.',
  all: 'Alle auswählen',
  drafts: 'Auch Entwürfe und ihre früheren Fassungen',
  restore: 'Wiederherstellen',
  restoreSome: (count) =>
    plural(count, '# Nachricht wiederherstellen', '# Nachrichten wiederherstellen'),
  restoreNamed: (subject) => `Wiederherstellen: ${subject}`,
  select: (subject) => `Auswählen: ${subject}`,
  wasIn: (folder) => `War in ${folder} · `,
  until: (date) => `Wiederherstellbar bis ${date}`,
  none: 'In den letzten zwei Wochen wurde nichts gelöscht.',
  more: 'Mehr anzeigen',
  show: 'Anzeigen',
  restored: (count) =>
    plural(count, '# Nachricht wiederhergestellt', '# Nachrichten wiederhergestellt'),
  restoredTo: (count, folder) =>
    plural(count, `Wiederhergestellt: ${folder}`, `# Nachrichten wiederhergestellt: ${folder}`),
  tooLate: 'Das lässt sich nicht mehr wiederherstellen.',
};
