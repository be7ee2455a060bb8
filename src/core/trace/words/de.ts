import type { TraceWords } from '#core/trace/words/trace-words.ts';

export const german: TraceWords = {
  steps: {
    'smtp.connect': '{remote} hat sich verbunden.',
    'smtp.connect:submission': '{remote} hat sich zum Senden verbunden.',
    'smtp.connect:lmtp': '{remote} hat sich über LMTP verbunden.',
    'smtp.ehlo': 'Er nannte sich {name}.',
    'smtp.helo': 'Er nannte sich {name}, ohne Erweiterungen.',
    'smtp.starttls': 'Die Verbindung wurde verschlüsselt[ mit {protocol}].',
    'smtp.auth': 'Angemeldet als {login}[ mit {mechanism}].',
    'smtp.mail': 'Eine Nachricht von <{sender}> wurde angekündigt.',
    'smtp.rcpt:local': 'Ein Empfänger hat hier ein Postfach.',
    'smtp.rcpt:remote': 'Ein Empfänger ist bei einem anderen Server.',
    'smtp.refused':
      '{recipient} wurde abgelehnt[, dazu {more} weitere Empfänger]. Wir antworteten: {code} {enhanced} {text}',
    'smtp.data': 'Die Nachricht kam an: {octets} Oktette[ für {recipients} Empfänger].',
    'vacation.answer': 'Sie antwortet, während {from} nicht da ist.',
    'jmap.submit':
      'Sie wurde aus einem Postfach hier gesendet: {octets} Oktette[ an {recipients} Empfänger].',
    'api.send':
      'Ein Programm hat sie über HTTP gesendet: {octets} Oktette[ für {recipients} Empfänger].',
    policy: 'Keine Regel sprach dagegen.',
    'policy.from:accept': 'Der Verfasser (From) ist richtig genannt.',
    'policy.from:refuse': 'Der Verfasser (From) ist nicht richtig genannt.',
    'policy.sender:accept': 'Der Absender wurde nicht geprüft: Er ist hier bekannt.',
    'policy.sender:tag':
      'Der Absender wurde geprüft: SPF {spf}, DKIM {dkim}, ARC {arc}, DMARC {dmarc}[ ({reason})].',
    'policy.sender:quarantine':
      'Die Domain des Verfassers bittet darum, Nachrichten ohne Nachweis ihrer Herkunft als verdächtig zu behandeln. Der Nachweis fehlt, daher liegt sie im Spam-Ordner: SPF {spf}, DKIM {dkim}, DMARC {dmarc}[ ({reason})].',
    'policy.sender:refuse':
      'Die Domain des Verfassers bittet darum, Nachrichten ohne Nachweis ihrer Herkunft abzulehnen: SPF {spf}, DKIM {dkim}, DMARC {dmarc}[ ({reason})].',
    'policy.sender:defer':
      'Die Nameserver sagten nicht, ob die Nachricht vom Verfasser stammt. Sie soll erneut gesendet werden: SPF {spf}, DKIM {dkim}, DMARC {dmarc}[ ({reason})].',
    'sign.dkim': 'Sie wurde mit DKIM signiert ({fields} Signaturen).',
    refused: 'Sie wurde nicht angenommen. Wir antworteten: {code} {enhanced} {text}',
    'store.filed':
      'Sie ist abgelegt ({octets} Oktette)[, im Ordner {folders}][; {queued} Empfänger sind bei anderen Servern].',
    'limit.held':
      'Sie geht noch nicht hinaus: das Konto hat anders als sonst gesendet, ein Administrator entscheidet.',
    'limit.released': 'Ein Administrator hat sie hinausgelassen.',
    'limit.cancelled':
      'Ein Administrator hat sie aus der Warteschlange genommen: sie geht nicht hinaus.',
    'queue.bounced':
      '{recipient}: Ein Administrator hat die Zustellung beendet, der Absender wurde benachrichtigt[: {reason}].',
    'relay.filed': '{recipient}: Die Zeit war gekommen, und die Nachricht kam in das Postfach.',
    'relay.attempt:sent':
      '{recipient}: übergeben[ an {server}][, geschützt durch {tls}].[ Er sagte: {reply}]',
    'relay.attempt:deferred':
      '{recipient}: noch nicht[, der Server war {server}].[ Er sagte: {reply}]',
    'relay.attempt:failed':
      '{recipient}: endgültig gescheitert[, der Server war {server}].[ Er sagte: {reply}]',
    'relay.earlier': '{attempts} Versuche gingen voraus.',
  },
  status: {
    accepted: 'angenommen',
    refused: 'abgelehnt',
    deferred: 'verschoben',
    queued: 'wartet auf einen anderen Server',
    delivered: 'zugestellt',
    bounced: 'zurückgekommen',
    held: 'angehalten',
  },
  means: 'Das heißt:',
  spam: {
    unproven:
      'Im Spam, weil nichts beweist, dass sie von {domain} kommt, und {domain} bei solcher Mail um Vorsicht bittet.',
    filtered: 'Im Spam, weil ein Filter dieses Servers sie dorthin gelegt hat.',
    moved: 'Im Spam, weil Sie oder eines Ihrer Mailprogramme sie dorthin gelegt haben.',
  },
};
