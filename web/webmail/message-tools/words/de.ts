import type { Words } from './en.ts';

/** What is said about one message in German. */
export const de: Words = {
  source: {
    title: 'Quelltext der Nachricht',
    save: 'Als .eml speichern',
    cut: (shown, all) =>
      `Das sind die ersten ${shown} von ${all}. Speichern Sie die Nachricht, um alles zu haben.`,
  },
  trace: {
    title: 'Warum ist das hier?',
    sender: 'Von',
    noSender: 'niemandem: Bericht eines Servers',
    recipients: 'An',
    status: 'Ergebnis',
    more: 'Jeden Schritt zeigen',
    none: 'Wie diese Nachricht hierher kam, ist nicht bekannt. Der Weg wird 30 Tage aufbewahrt, nicht aber von Mail, die importiert oder hier geschrieben wurde.',
    spamUnknown:
      'Im Spam. Warum, ist nicht bekannt: Die Nachricht kam vor mehr als 30 Tagen, oder ein Mailprogramm hat sie dorthin gelegt.',
  },
};
