import { plural } from '../../shared/words/words.ts';
import type { Words } from './en.ts';

const roles: Readonly<Record<string, string>> = {
  inbox: 'Posteingang',
  drafts: 'Entwürfe',
  sent: 'Gesendet',
  archive: 'Archiv',
  junk: 'Spam',
  trash: 'Papierkorb',
  all: 'Alle Nachrichten',
  flagged: 'Markiert',
  important: 'Wichtig',
};

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
  loading: 'Wird geladen …',
  cancel: 'Abbrechen',
  close: 'Schließen',
  undo: 'Rückgängig',
  me: 'ich',
  toMe: 'mich',
  nobody: 'Kein Absender',
  noSubject: '(Kein Betreff)',
  noRecipients: 'Keine Empfänger',
  settings: 'Einstellungen',
  contacts: 'Kontakte',
  offline: 'Keine Verbindung zum Server. Sie sehen, was geladen ist; wir versuchen es weiter.',
  skipToList: 'Zu den Nachrichten springen',

  sidebar: 'Ordner und Konto',
  folders: 'Ordner',
  openFolders: 'Ordner zeigen',
  closeFolders: 'Ordner verbergen',
  account: 'Konto',
  themes: { system: 'Farben des Systems', light: 'Hell', dark: 'Dunkel' },
  roles,
  mailboxName: ({ role, name }) => roles[role ?? ''] ?? name,
  unread: (count) => plural(count, '# ungelesen', '# ungelesen'),
  folder: {
    menu: (name) => `Aktionen für ${name}`,
    below: (name) => `Ordner in ${name}`,
    name: 'Name',
    create: 'Neuer Ordner',
    createBelow: 'Neuer Ordner darin',
    createYes: 'Anlegen',
    rename: 'Ordner umbenennen',
    renamed: (name) => `In ${name} umbenannt`,
    renameYes: 'Umbenennen',
    remove: 'Ordner löschen',
    removeTitle: (name) => `Ordner „${name}“ löschen?`,
    removeText: (count) =>
      count === 0
        ? 'Er ist leer.'
        : plural(
            count,
            'Die Nachricht darin wird mitgelöscht, wenn sie in keinem anderen Ordner liegt.',
            'Die # Nachrichten darin werden mitgelöscht, wenn sie in keinem anderen Ordner liegen.',
          ),
    removeYes: 'Ordner löschen',
    readAll: 'Alle als gelesen markieren',
    empty: 'Ordner leeren',
    emptyTitle: (name) => `„${name}“ leeren?`,
    emptyText: (count) =>
      plural(
        count,
        '# Nachricht wird endgültig gelöscht.',
        '# Nachrichten werden endgültig gelöscht.',
      ),
    emptyYes: 'Endgültig löschen',
  },

  list: 'Nachrichten',
  results: 'Suchergebnisse',
  searchTitle: (text) => `Suche: ${text}`,
  search: 'Mail durchsuchen',
  searchHint: 'Auch mit from: to: subject: in: is:unread is:flagged has:attachment before: after:',
  empty: 'Nichts da. Genießen Sie die Ruhe.',
  listFailed: 'Die Liste ließ sich nicht laden',
  noSuchFolder: 'Diesen Ordner gibt es nicht.',
  conversations: (count) => plural(count, '# Unterhaltung', '# Unterhaltungen'),
  density: {
    title: 'Dichte der Liste',
    compact: 'Kompakt',
    normal: 'Normal',
    relaxed: 'Luftig',
  },
  selected: (count) => plural(count, '# ausgewählt', '# ausgewählt'),
  deselect: 'Auswahl aufheben',
  selectionTools: 'Für die Auswahl',
  selectRow: 'Auswählen',
  unreadMark: 'Ungelesen.',
  withAttachment: 'Mit Anhang.',
  toWhom: (names) => `an ${names}`,

  reading: 'Nachricht',
  back: 'Zurück zur Liste',
  nothingOpen: 'Wählen Sie eine Nachricht, um sie hier zu lesen.',
  openFailed: 'Diese Nachricht lässt sich gerade nicht laden.',
  messageTools: 'Für diese Unterhaltung',
  messageFrom: (name) => `Nachricht von ${name}`,
  messageMenu: 'Mehr zu dieser Nachricht',
  collapse: 'Als eine Zeile zeigen',
  continueDraft: 'Weiterschreiben',
  markUnread: 'Als ungelesen markieren',
  downloadSource: 'Als Datei herunterladen',
  notSpam: 'Kein Spam',
  showHtml: 'Formatierung zeigen',
  truncated:
    'Dieser Text ist zu lang, um ganz gezeigt zu werden. Laden Sie die Nachricht herunter, um alles zu lesen.',
  emptyMessage: 'Diese Nachricht hat keinen Text.',
  quoted: 'Zitierter Text',
  attachments: (count) => plural(count, '# Anhang', '# Anhänge'),
  unnamedFile: 'unbenannt',
  fields: { from: 'Von', to: 'An', cc: 'Cc', bcc: 'Bcc', replyTo: 'Antwort an', date: 'Datum' },

  commands: {
    next: 'Nächste',
    previous: 'Vorige',
    open: 'Öffnen',
    close: 'Zurück',
    select: 'Auswählen oder abwählen',
    extendDown: 'Nächste dazu auswählen',
    extendUp: 'Vorige dazu auswählen',
    selectAll: 'Alle auswählen',
    archive: 'Archivieren',
    delete: 'Löschen',
    spam: 'Als Spam melden',
    move: 'In einen Ordner verschieben',
    flag: 'Markieren',
    read: 'Als gelesen oder ungelesen markieren',
    undo: 'Rückgängig',
    compose: 'Neue Nachricht',
    reply: 'Antworten',
    replyAll: 'Allen antworten',
    forward: 'Weiterleiten',
    goInbox: 'Zum Posteingang',
    goDrafts: 'Zu den Entwürfen',
    goSent: 'Zu Gesendet',
    goArchive: 'Zum Archiv',
    goJunk: 'Zu Spam',
    goTrash: 'Zum Papierkorb',
    search: 'Suchen',
    palette: 'Befehle',
    theme: 'Hell oder dunkel',
    settings: 'Einstellungen',
    help: 'Tastenkürzel',
    signOut: 'Abmelden',
  },
  keys: 'Tastenkürzel',
  keyGroups: {
    move: 'In der Liste',
    mail: 'Nachrichten',
    write: 'Schreiben',
    go: 'Gehen',
    page: 'Seite',
  },
  moveTo: 'Verschieben nach …',
  paletteHint: 'Was möchten Sie tun?',
  nothingFound: 'Nichts gefunden',

  removal: {
    title: (count) =>
      plural(count, '# Nachricht endgültig löschen?', '# Nachrichten endgültig löschen?'),
    text: 'Von hier lässt sich nichts zurückholen.',
    yes: 'Endgültig löschen',
  },
  toasts: {
    moved: (role, name) => (count) => {
      if (role === 'archive') return plural(count, 'Archiviert', '# Nachrichten archiviert');
      if (role === 'trash') {
        return plural(
          count,
          'In den Papierkorb verschoben',
          '# Nachrichten in den Papierkorb verschoben',
        );
      }
      if (role === 'junk')
        return plural(count, 'Als Spam gemeldet', '# Nachrichten als Spam gemeldet');
      return plural(count, `Nach ${name} verschoben`, `# Nachrichten nach ${name} verschoben`);
    },
    marked: (keyword, set) => (count) => {
      if (keyword === '$flagged') return set ? 'Markiert' : 'Markierung entfernt';
      const state = set ? 'gelesen' : 'ungelesen';
      return plural(count, `Als ${state} markiert`, `# Nachrichten als ${state} markiert`);
    },
    destroyed: (count) => plural(count, 'Endgültig gelöscht', '# Nachrichten endgültig gelöscht'),
    undone: 'Rückgängig gemacht',
    undoFailed: 'Das ließ sich nicht rückgängig machen',
    failed: (detail) => `Das hat nicht geklappt: ${detail}`,
  },
  messages: (count) => plural(count, '# Nachricht', '# Nachrichten'),
};
