import type { TraceWords } from '#core/trace/words/trace-words.ts';

export const english: TraceWords = {
  steps: {
    'smtp.connect': '{remote} connected.',
    'smtp.connect:submission': '{remote} connected in order to send.',
    'smtp.connect:lmtp': '{remote} connected by LMTP.',
    'smtp.ehlo': 'It called itself {name}.',
    'smtp.helo': 'It called itself {name}, without extensions.',
    'smtp.starttls': 'The connection was encrypted[ by {protocol}].',
    'smtp.auth': 'Logged in as {login}[ by {mechanism}].',
    'smtp.mail': 'A message from <{sender}> was announced.',
    'smtp.rcpt:local': 'A recipient has a mailbox here.',
    'smtp.rcpt:remote': 'A recipient is at another server.',
    'smtp.refused':
      '{recipient} was refused[, and {more} more recipients]. We answered: {code} {enhanced} {text}',
    'smtp.data': 'The message arrived: {octets} octets[ for {recipients} recipients].',
    'vacation.answer': 'It answers while {from} is away.',
    'jmap.submit':
      'It was sent out of a mailbox here: {octets} octets[ for {recipients} recipients].',
    'api.send': 'A program sent it over HTTP: {octets} octets[ for {recipients} recipients].',
    policy: 'No rule had anything against it.',
    'policy.from:accept': 'The author (From) is named as it should be.',
    'policy.from:refuse': 'The author (From) is not named as it should be.',
    'policy.sender:accept': 'The sender was not checked: it is known here.',
    'policy.sender:tag':
      'The sender was checked: SPF {spf}, DKIM {dkim}, ARC {arc}, DMARC {dmarc}[ ({reason})].',
    'policy.sender:quarantine':
      'The domain of the author asks that mail be treated as suspicious when it is not proven to be from there, as this one is not, so it goes to Junk: SPF {spf}, DKIM {dkim}, DMARC {dmarc}[ ({reason})].',
    'policy.sender:refuse':
      'The domain of the author asks that mail be refused when it is not proven to be from there: SPF {spf}, DKIM {dkim}, DMARC {dmarc}[ ({reason})].',
    'policy.sender:defer':
      'The name servers did not say whether the message is from its author, so it is to be sent again: SPF {spf}, DKIM {dkim}, DMARC {dmarc}[ ({reason})].',
    'sign.dkim': 'It was signed by DKIM ({fields} signatures).',
    refused: 'It was not accepted. We answered: {code} {enhanced} {text}',
    'store.filed':
      'It was kept ({octets} octets)[, in the folder {folders}][; recipients at other servers: {queued}].',
    'limit.held':
      'It does not go out yet: the account has sent unlike itself, and an administrator is to decide.',
    'limit.released': 'An administrator let it go out.',
    'limit.cancelled': 'An administrator took it out of the queue: it does not go out.',
    'queue.bounced':
      '{recipient}: an administrator gave it up, and its sender was told[: {reason}].',
    'relay.filed': '{recipient}: its time had come, and it was put into the mailbox.',
    'relay.attempt:sent':
      '{recipient}: handed over[ to {server}][, protected by {tls}].[ It said: {reply}]',
    'relay.attempt:deferred': '{recipient}: not yet[, the server was {server}].[ It said: {reply}]',
    'relay.attempt:failed':
      '{recipient}: failed for good[, the server was {server}].[ It said: {reply}]',
    'relay.earlier': '{attempts} attempts came before.',
  },
  status: {
    accepted: 'accepted',
    refused: 'refused',
    deferred: 'put off',
    queued: 'waiting for another server',
    delivered: 'delivered',
    bounced: 'came back',
    held: 'held',
  },
  means: 'That means:',
  spam: {
    unproven:
      'In spam because nothing proves that it comes from {domain}, and {domain} asks for caution with such mail.',
    filtered: 'In spam because a filter of this server put it there.',
    moved: 'In spam because you, or one of your mail programs, put it there.',
  },
};
