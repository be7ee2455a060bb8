import { plural } from '../../shared/words/words.ts';
import type { Words } from './en.ts';

/** What the webmail says in German. */
export const de: Words = {
  product: 'Postamt',
  signIn: {
    title: 'Anmelden',
    lead: 'Ihre Mail lesen und schreiben.',
    address: 'Adresse',
    password: 'Passwort',
    showPassword: 'Passwort zeigen',
    hidePassword: 'Passwort verbergen',
    stay: 'Auf diesem Gerät angemeldet bleiben',
    submit: 'Anmelden',
    busy: 'Anmeldung läuft …',
    code: 'Code aus Ihrer Authenticator-App',
    codeHint: 'Sechs Ziffern oder einer Ihrer Wiederherstellungscodes.',
    codeLead: 'Ihr Konto verlangt einen zweiten Schritt.',
    otherAccount: 'Anderes Konto verwenden',
    wrong:
      'Adresse oder Passwort stimmt nicht. Prüfen Sie beides und versuchen Sie es noch einmal.',
    wrongCode:
      'Dieser Code gilt nicht mehr. Warten Sie auf den nächsten und versuchen Sie es noch einmal.',
    busyServer: 'Zu viele Versuche. Warten Sie einen Moment und versuchen Sie es noch einmal.',
    offline:
      'Der Server ist nicht erreichbar. Prüfen Sie die Verbindung und versuchen Sie es noch einmal.',
    failed: (detail) => `Die Anmeldung ist gescheitert: ${detail}`,
    missing: 'Geben Sie Adresse und Passwort ein.',
    ended: 'Sie wurden abgemeldet. Melden Sie sich an, um dort weiterzumachen.',
  },
  language: 'Sprache',
  languages: { en: 'English', de: 'Deutsch' },
  starting: 'Ihr Postfach wird geöffnet …',
  startFailed: 'Ihr Postfach ließ sich nicht öffnen',
  retry: 'Noch einmal versuchen',
  messages: (count) => plural(count, '# Nachricht', '# Nachrichten'),
};
