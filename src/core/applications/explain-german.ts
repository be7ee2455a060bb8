import type { FindingFacts, WordsOf } from '#core/applications/explanation.ts';

const listOf = ({ fromAddresses }: FindingFacts): string => fromAddresses.join(', ');

/** What went wrong, in German. */
export const german: WordsOf = {
  nothing: ({ host }) => ({
    reason: 'Von der Anwendung ist keine Verbindung angekommen.',
    remedy: `Prüfen Sie in der Anwendung die Serveradresse (${host}) und den Port (465 oder 587) und ob eine Firewall unterwegs diesen Port sperrt.`,
  }),
  silent: () => ({
    reason:
      'Die Anwendung hat den Port geöffnet, der mit TLS beginnt, und schweigt: Sie wartet auf eine unverschlüsselte Begrüßung.',
    remedy:
      'Stellen Sie die Verschlüsselung für Port 465 auf SSL/TLS, oder bleiben Sie bei STARTTLS (in Nextcloud: Keine/STARTTLS) und nehmen Sie Port 587.',
  }),
  'plain-on-tls': () => ({
    reason: 'Die Anwendung sprach unverschlüsselt auf dem Port, der mit TLS beginnt.',
    remedy:
      'Stellen Sie die Verschlüsselung für Port 465 auf SSL/TLS, oder bleiben Sie bei STARTTLS (in Nextcloud: Keine/STARTTLS) und nehmen Sie Port 587.',
  }),
  'tls-on-plain': () => ({
    reason: 'Die Anwendung begann sofort mit TLS, wo TLS erst nach STARTTLS beginnt.',
    remedy:
      'Nehmen Sie Port 465 mit SSL/TLS, oder stellen Sie die Verschlüsselung für Port 587 auf STARTTLS (in Nextcloud: Keine/STARTTLS).',
  }),
  'tls-version': ({ words }) => ({
    reason: `Die Anwendung kennt nur TLS-Versionen, die nicht mehr sicher sind (${words}).`,
    remedy:
      'Aktualisieren Sie Firmware oder System, damit sie TLS 1.2 oder neuer spricht, oder lassen Sie sie über einen neueren Rechner daneben senden.',
  }),
  'tls-cipher': ({ words }) => ({
    reason: `Anwendung und Server haben kein gemeinsames Verschlüsselungsverfahren (${words}).`,
    remedy: 'Aktualisieren Sie die Anwendung: Sie muss ECDHE mit AES-GCM oder ChaCha20 kennen.',
  }),
  'unknown-authority': ({ host }) => ({
    reason: 'Die Anwendung vertraut dem Aussteller des Zertifikats dieses Servers nicht.',
    remedy: `Geben Sie diesem Server ein Zertifikat einer öffentlichen Stelle, oder nehmen Sie den Aussteller des Zertifikats von ${host} in die Liste auf, der die Anwendung vertraut.`,
  }),
  'certificate-expired': () => ({
    reason: 'Die Anwendung meldet, dass das Zertifikat dieses Servers abgelaufen ist.',
    remedy:
      'Erneuern Sie das Zertifikat, und prüfen Sie die Uhr des Rechners, auf dem die Anwendung läuft.',
  }),
  certificate: ({ host, words }) => ({
    reason: `Die Anwendung hat das Zertifikat dieses Servers abgelehnt (${words}).`,
    remedy: `Tragen Sie ${host} als Serveradresse ein, wie es im Zertifikat steht, und prüfen Sie, ob dort dem Aussteller vertraut wird.`,
  }),
  'name-mismatch': ({ host, what }) => ({
    reason: `Die Anwendung fragte nach „${what}“ und ging, als sie das Zertifikat sah: Es gilt für einen anderen Namen.`,
    remedy: `Tragen Sie in der Anwendung ${host} als Serveradresse ein: Der Name muss im Zertifikat stehen.`,
  }),
  'left-after-tls': ({ host }) => ({
    reason:
      'Die Anwendung ging, sobald TLS stand: Sehr wahrscheinlich steht der eingetragene Name nicht im Zertifikat.',
    remedy: `Tragen Sie in der Anwendung ${host} als Serveradresse ein, keine IP-Adresse und keinen anderen Namen.`,
  }),
  'tls-other': ({ words }) => ({
    reason: `Der Aufbau von TLS wurde nicht beendet (${words}).`,
    remedy:
      'Versuchen Sie es noch einmal; bleibt es dabei, vergleichen Sie Verschlüsselung und Port mit „postamt application settings“.',
  }),
  'wrong-port': () => ({
    reason:
      'Die Anwendung kam an Port 25, wo andere Mailserver zustellen und sich niemand anmeldet.',
    remedy: 'Nehmen Sie Port 465 mit SSL/TLS oder Port 587 mit STARTTLS.',
  }),
  'no-tls': () => ({
    reason: 'Die Anwendung begann kein TLS, und ohne TLS wird kein Passwort angenommen.',
    remedy:
      'Schalten Sie die Verschlüsselung ein: SSL/TLS mit Port 465 oder STARTTLS mit Port 587. Prüfen Sie bei PHP, ob die Erweiterung openssl da ist.',
  }),
  'no-login': ({ login }) => ({
    reason: 'Die Anwendung hat sich nicht angemeldet.',
    remedy: `Schalten Sie in der Anwendung die Anmeldung ein; der Anmeldename ist ${login}.`,
  }),
  'login-unknown': ({ login, what }) => ({
    reason: `Den Anmeldenamen „${what}“ gibt es nicht.`,
    remedy: `Tragen Sie ${login} als Anmeldenamen ein, und zwar vollständig.`,
  }),
  'login-password': ({ what }) => ({
    reason: `Das Passwort von „${what}“ ist falsch.`,
    remedy:
      'Tragen Sie das Passwort neu ein, ohne Leerzeichen am Anfang und Ende; „postamt application password“ macht ein neues.',
  }),
  'login-expired': ({ what }) => ({
    reason: `Das Passwort von „${what}“ ist abgelaufen.`,
    remedy: '„postamt application password“ macht ein neues.',
  }),
  'login-network': ({ remoteAddress }) => ({
    reason: `Name und Passwort stimmen, aber ${remoteAddress} gehört zu keinem Netz dieser Anwendung.`,
    remedy: `Läuft die Anwendung wirklich dort, nehmen Sie die Adresse auf: „postamt application update NAME --network ${remoteAddress}“.`,
  }),
  'login-disabled': () => ({
    reason: 'Name und Passwort stimmen, aber die Anwendung ist abgeschaltet.',
    remedy: 'Mit „postamt application enable“ darf sie wieder senden.',
  }),
  'login-scope': () => ({
    reason: 'Das Passwort stimmt, ist aber nicht zum Senden gemacht.',
    remedy: '„postamt application password“ macht ein passendes.',
  }),
  'login-application': () => ({
    reason: 'Die Anwendung will Mail lesen, aber ihr Zugang ist nur zum Senden da.',
    remedy: 'Nehmen Sie zum Lesen den Zugang einer Person oder „account create“.',
  }),
  sender: (facts) => ({
    reason: `Die Anwendung darf nicht als „${facts.what}“ senden (Absender des Umschlags).`,
    remedy: `Tragen Sie eine ihrer Absenderadressen ein: ${listOf(facts)}. „postamt application update NAME --from“ ändert die Liste.`,
  }),
  author: (facts) => ({
    reason:
      'Im Feld „From“ der Nachricht steht eine Adresse, die die Anwendung nicht benutzen darf.',
    remedy: `Tragen Sie eine ihrer Absenderadressen ein: ${listOf(facts)}. „postamt application update NAME --from“ ändert die Liste.`,
  }),
  suppressed: ({ what, words }) => ({
    reason: `„${what}“ steht auf der Sperrliste: ${words}`,
    remedy: 'Stimmt die Adresse inzwischen, nimmt „postamt suppression remove“ sie von der Liste.',
  }),
  limit: ({ words }) => ({
    reason: `Eine Sendegrenze ist erreicht: ${words}.`,
    remedy:
      'Warten Sie bis dahin, oder heben Sie die Grenze mit „postamt application limits“ an. Sollte sie nicht so viel senden, sehen Sie in ihr Protokoll.',
  }),
  recipient: ({ words }) => ({
    reason: `Ein Empfänger wurde abgelehnt: ${words}`,
    remedy: 'Prüfen Sie die Adresse des Empfängers.',
  }),
  refused: ({ words }) => ({
    reason: `Die Nachricht wurde abgelehnt: ${words}`,
    remedy: 'Die Antwort sagt, was zu ändern ist; „postamt application log“ bewahrt sie auf.',
  }),
  left: ({ words }) => ({
    reason: `Die Anwendung ging, bevor sie eine Nachricht gesendet hatte${words === '' ? '' : `; die letzte Antwort war ${words}`}.`,
    remedy: 'Sehen Sie in ihr eigenes Protokoll: Es sagt, warum sie aufgab.',
  }),
  running: () => ({ reason: 'Der Versuch läuft noch.', remedy: '' }),
  accepted: () => ({
    reason:
      'Die Nachricht wurde angenommen: Sie liegt im Postfach oder in der Warteschlange für andere Server.',
    remedy: '',
  }),
  delivered: ({ what, words }) => ({
    reason: `Der Server von „${what}“ hat die Nachricht angenommen: ${words}`,
    remedy: '',
  }),
  deferred: ({ what, words }) => ({
    reason: `Der Server von „${what}“ nimmt die Nachricht noch nicht an: ${words}`,
    remedy: 'Sie wird von selbst noch einmal versucht; „postamt queue list“ zeigt, wann.',
  }),
  failed: ({ what, words }) => ({
    reason: `Der Server von „${what}“ hat die Nachricht abgelehnt: ${words}`,
    remedy:
      'Die Einstellungen der Anwendung stimmen; die Worte des anderen Servers sagen, was er will.',
  }),
};
