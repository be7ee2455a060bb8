import { oddMail } from '#test/corpora/mime/odd-mail.ts';
import { zipOf } from '#test/stage/zip.ts';

import { fuzzCompose } from './compose.ts';
import { fuzzDkim } from './dkim.ts';
import { fuzzDnsMessage } from './dns-message.ts';
import { fuzzImapCommand } from './imap-grammar.ts';
import { fuzzImapSession } from './imap-session.ts';
import { fuzzJmapDraft, fuzzJmapMessage } from './jmap-email.ts';
import { fuzzJmapQuery } from './jmap-query.ts';
import { fuzzJmapRequest } from './jmap-request.ts';
import { jmapCalls } from './jmap-calls.ts';
import { fuzzJmapSession } from './jmap-session.ts';
import { fuzzProxyHeader } from './proxy-header.ts';
import { fuzzSasl } from './sasl.ts';
import { fuzzMbox } from './mbox.ts';
import { fuzzMime } from './mime.ts';
import { fuzzMtaSts } from './mta-sts.ts';
import { fuzzNotification } from './notification.ts';
import { fuzzPop3Session } from './pop3.ts';
import { fuzzReportDocument } from './report-document.ts';
import { fuzzReportMail } from './report-mail.ts';
import { fuzzSenderRecords } from './sender-records.ts';
import { fuzzSenderRewriting } from './sender-rewriting.ts';
import { fuzzSmtpData } from './smtp-data.ts';
import { fuzzSmtpCommand } from './smtp-grammar.ts';
import { fuzzSmtpReply } from './smtp-reply.ts';
import { fuzzSmtpSession } from './smtp.ts';
import type { FuzzTarget } from './target.ts';
import { fuzzTemplate } from './template.ts';
import { fuzzTlsa } from './tlsa.ts';
import { fuzzWebauthn } from './webauthn.ts';

const mail = [
  'From: Ada <ada@example.test>',
  'Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=',
  'Content-Type: multipart/mixed; boundary="b"',
  '',
  '--b',
  'Content-Type: text/plain; charset=iso-8859-1',
  'Content-Transfer-Encoding: quoted-printable',
  '',
  'gr=FC=DFe=',
  '--b',
  'Content-Type: message/rfc822',
  '',
  'Subject: inner',
  '',
  'text',
  '--b--',
  '',
].join('\r\n');

const mailWords = [
  '\r\n--b\r\n',
  '--b--',
  '=?utf-8?b?',
  '?=',
  'boundary=',
  'message/rfc822',
  'base64',
];

const imapWords = [
  '{3}\r\n',
  '{3+}\r\n',
  '~{',
  'BODY.PEEK[',
  'HEADER.FIELDS (',
  '<0.1>',
  '1:*',
  'UID ',
  'OR ',
  'NOT ',
  '(',
  ')',
];

/** Every target; CI runs each for ten seconds. */
export const targets: readonly FuzzTarget[] = [
  {
    name: 'mime',
    run: fuzzMime,
    seeds: [mail, mail.replaceAll('\r\n', '\n'), ...oddMail.map(({ message }) => message)],
    words: mailWords,
  },
  {
    name: 'compose',
    run: fuzzCompose,
    seeds: [
      'Grüße|Ada "x" Käthe|ada@example.test|Übersicht.pdf|<p>a</p>',
      '=?utf-8?b?x?=|a  b|"a b"@[192.0.2.1]|a;b="c"|--=_b0und4ry_0=\r\n',
    ],
    words: [
      '\r\n',
      '\r\n ',
      '|',
      '=?',
      '?=',
      '\0',
      '\r',
      '--=_b0und4ry',
      '"',
      '\\',
      '@',
      '\xc3\xbc',
    ],
  },
  {
    name: 'imap-grammar',
    run: fuzzImapCommand,
    seeds: [
      'a FETCH 1:*,4 (UID FLAGS BODY.PEEK[1.2.HEADER.FIELDS (FROM TO)]<0.100>)',
      'a UID SEARCH RETURN (MIN ALL) CHARSET UTF-8 OR (SEEN NOT FROM {3}\r\nada) SINCE 1-Jan-2026',
      'a STORE 1 (UNCHANGEDSINCE 5) +FLAGS.SILENT (\\Seen $Forwarded)',
      'a LIST (SUBSCRIBED) "" ("*" "%/%") RETURN (CHILDREN STATUS (MESSAGES))',
      'a APPEND INBOX (\\Seen) " 1-Jan-2026 00:00:00 +0000" {5+}\r\nabcde',
    ],
    words: imapWords,
  },
  {
    name: 'jmap-query',
    run: fuzzJmapQuery,
    seeds: [
      '{"filter":{"operator":"AND","conditions":[{"inMailbox":"m1","before":"2026-01-02T03:04:05Z"},{"operator":"NOT","conditions":[{"hasKeyword":"$seen"},{"text":"\\"a b\\" c"}]},{"header":["x-y","z"],"minSize":5}]},"sort":[{"property":"hasKeyword","keyword":"a","isAscending":false},{"property":"subject","collation":"i;ascii-casemap"}],"collapseThreads":true}',
      '{"filter":{"inMailboxOtherThan":["m1","#k"],"someInThreadHaveKeyword":"$flagged","hasAttachment":true},"sort":null}',
      '12.3.4',
      'Re: [list] fwd: "a b" c\'d (fwd)',
    ],
    words: ['{"operator":"OR","conditions":[', ']}', '"filter":', '"sort":[', 'Re:', '[', '.', '"'],
  },
  {
    name: 'jmap-request',
    run: fuzzJmapRequest,
    seeds: [
      '{"using":["urn:ietf:params:jmap:core"],"methodCalls":[["A/get",{"ids":["b5-0-10-q","u7","#k"],"at":"2026-02-03T04:05:06.5+01:30","n":-1e2,"x":"a1:7,a2:8"},"a"],["B/get",{"#ids":{"resultOf":"a","name":"A/get","path":"/list/*/methodCalls/*/0"}},"b"]],"createdIds":{"k":"m1"}}',
      '{"using":[],"methodCalls":[["A/set",{"create":{"k":{"\\u00fc\\ud83d\\ude00":"\xc3\xbc","__proto__":[null,true,false,{}]}},"ifInState":null},"c"]]}',
    ],
    words: [
      '"#',
      '":{"resultOf":"a","name":"A/get","path":"/',
      '/*',
      '~1',
      '\n',
      '\0',
      '\\u',
      '[[',
      '{"',
      '__proto__',
    ],
  },
  {
    name: 'jmap-message',
    run: fuzzJmapMessage,
    seeds: [mail, ...oddMail.map(({ message }) => message)],
    words: mailWords,
  },
  {
    name: 'jmap-draft',
    run: fuzzJmapDraft,
    seeds: [
      '{"mailboxIds":{"m1":true},"keywords":{"$seen":true},"from":[{"name":"Ada","email":"ada@example.test"}],"subject":"x","header:X-A:asText":"y","header:B:all":[" c"],"sentAt":"2026-01-02T03:04:05+05:30","references":["a@b"],"textBody":[{"partId":"t"}],"htmlBody":[{"partId":"h"}],"bodyValues":{"t":{"value":"text"},"h":{"value":"<p>"}}}',
      '{"mailboxIds":{"#a":true},"bodyStructure":{"type":"multipart/mixed","subParts":[{"partId":"t","header:Content-Type":" text/calendar; method=REQUEST","name":"\u00fc.ics","cid":"x","language":["de"],"location":"x:y"},{"blobId":"b1"}]},"bodyValues":{"t":{"value":"x"}}}',
      '{"keywords/$seen":null,"keywords/a~1b":true,"mailboxIds/m1":true}',
    ],
    words: ['\\r\\nBcc: x', ' header:', ':all":[', '":null', '\\u0000', '{"value":"', '--=_'],
  },
  {
    name: 'jmap-session',
    run: fuzzJmapSession,
    seeds: [
      ...jmapCalls.map((calls) => JSON.stringify(calls)),
      '{"@type":"WebSocketPushEnable","dataTypes":["Email"],"pushState":"a1:1"}\n{"@type":"Request","id":"x","using":[],"methodCalls":[]}\n{"@type":"WebSocketPushDisable"}',
      '\0\x05\x1f\x0c\x21',
      '\x01\x09\x1d\x14\x22\x03\0',
      '\x02\x07\x18\x0b\x0d',
    ],
    words: ['null', '[]', '{}', '"#k"', '"e1"', '-1', 'true', '"m1":true', '\\u0000'],
  },
  {
    name: 'pop3-session',
    run: fuzzPop3Session,
    seeds: ['CAPA\r\nUSER ada\r\nPASS x\r\nSTAT\r\nRETR 1\r\nTOP 1 0\r\nDELE 1\r\nQUIT\r\n'],
    words: ['AUTH PLAIN ', 'UIDL ', 'STLS\r\n', 'UTF8\r\n', '\r\n'],
  },
  {
    name: 'smtp-session',
    run: fuzzSmtpSession,
    seeds: [
      'EHLO x\r\nMAIL FROM:<a@b.c> SIZE=1\r\nRCPT TO:<ada@example.test>\r\nDATA\r\nA: b\r\n\r\n..\r\n.\r\nQUIT\r\n',
      'MAIL FROM:<> BODY=BINARYMIME SMTPUTF8 RET=FULL ENVID=x\r\nRCPT TO:<ada+x@example.test> NOTIFY=NEVER\r\nBDAT 3\r\nabcBDAT 0 LAST\r\n',
      'text\n.\ntext\r.\r\r\n.\r\nRSET\r\nNOOP\r\nVRFY x\r\nHELP\r\nSTARTTLS\r\nAUTH PLAIN =\r\n*\r\n',
    ],
    words: [
      '\r\n.\r\n',
      '\n.\n',
      'BDAT 2147483647 LAST\r\n',
      'RCPT TO:<',
      '@[IPv6:',
      'ORCPT=',
      '+2B',
    ],
  },
  {
    name: 'mbox',
    run: fuzzMbox,
    seeds: [
      'From x Thu Jan  1 00:00:10 2026\nStatus: RO\nA: b\n\n>From y\n\nFrom z Fri Jan  2 00:00 +0100 2026\n\n',
      'From - Thu Jan  1 00:00:10 2026\r\nX-Mozilla-Status: 0007\r\nX-Keywords: a b\r\n c\r\n\r\nText\r\n',
    ],
    words: ['\n\nFrom x Thu Jan  1 00:00:10 2026\n', '\n>From ', 'X-Status: AF\n', '\r\n\r\n'],
  },
  {
    name: 'smtp-grammar',
    run: fuzzSmtpCommand,
    seeds: [
      'MAIL FROM:<"a b"@example.test> SIZE=1 BODY=8BITMIME SMTPUTF8 RET=FULL ENVID=x REQUIRETLS',
      'RCPT TO:<@a,@b:ada@[IPv6:::1]> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;a+2Bb@c',
      'EHLO [192.0.2.1]',
      'BDAT 100 LAST',
    ],
    words: ['<', '>', '@', '"', '\\', ' AUTH=<>', 'utf-8;', '+2B', '\xc3\xbc'],
  },
  {
    name: 'smtp-data',
    run: fuzzSmtpData,
    seeds: ['A: b\r\n\r\n..x\r\n.\r\nQUIT\r\n', '.\r\n', 'a\n.\nb\r.\rc\r\n.\nd\n.\r\n.\r\n'],
    words: ['\r\n.\r\n', '\r\n', '.', '\n.\n', '\r.\r'],
  },
  {
    name: 'smtp-reply',
    run: fuzzSmtpReply,
    seeds: [
      '220 mx ESMTP\r\n250-mx\r\n250-SIZE 0\r\n250-AUTH=LOGIN\r\n250 LIMITS RCPTMAX=2\r\n',
      '250 2.1.0 Ok\r\n550-5.1.1 a\r\n550 5.1.1 b\r\n354\r\n250\n',
      '421 #4.7.0 x: \xc3\xbc\r\n',
    ],
    words: ['250-', '250 ', '550', '5.1.1 ', '\r\n', '\n', '\r', 'FUTURERELEASE 1 '],
  },
  {
    name: 'imap-session',
    run: fuzzImapSession,
    seeds: [
      'a CAPABILITY\r\nb NOOP\r\nc LIST "" "*" RETURN (STATUS (MESSAGES UNSEEN))\r\nd LOGOUT\r\n',
      'a SELECT INBOX (CONDSTORE)\r\nb FETCH 1:* (ENVELOPE BODYSTRUCTURE BODY.PEEK[TEXT]<0.9>)\r\nc CLOSE\r\n',
      'a STORE 1:2 +FLAGS.SILENT (\\Deleted $x)\r\nb UID EXPUNGE 1:9\r\nc COPY 1 Sent\r\nd MOVE * Trash\r\n',
      'a APPEND INBOX (\\Seen) {10}\r\nA: b\r\n\r\nxy\r\nb SEARCH RETURN (COUNT) OR TEXT x NOT SEEN\r\n',
      'a CREATE x/y (USE (\\Junk))\r\nb RENAME x z\r\nc DELETE z/y\r\nd SUBSCRIBE q\r\ne LSUB "" %\r\nDONE\r\n',
    ],
    words: [
      ...imapWords,
      '\r\n',
      ' {9999999999}\r\n',
      ' {0+}\r\n',
      '&AOQ-',
      'IDLE\r\n',
      'DONE\r\n',
    ],
  },
  {
    name: 'sasl',
    run: fuzzSasl,
    seeds: [
      'n,,n=ada,r=abc\nc=biws,r=abc,p=AAAA',
      'p=tls-exporter,,n=a=2Cb,r=x\n*',
      'y,a=b,n=,r=\n',
    ],
    words: ['n,,', 'p=tls-exporter,,', ',r=', '=2C', '=3D', ',m=x', 'c=biws'],
  },
  {
    name: 'proxy-header',
    run: fuzzProxyHeader,
    seeds: [
      'PROXY TCP4 192.0.2.1 192.0.2.2 1 65535\r\nEHLO x\r\n',
      'PROXY TCP6 2001:db8::1 ::1 1 2\r\n',
      'PROXY UNKNOWN\r\n',
      '\r\n\r\n\0\r\nQUIT\n!\x11\0\f\xc0\0\x02\x01\xc0\0\x02\x02\0\x19\0\x1a',
    ],
    words: ['\r\n\r\n\0\r\nQUIT\n', '\x21\x21\0\x24', 'PROXY ', '::ffff:'],
  },
  {
    name: 'dkim',
    run: fuzzDkim,
    seeds: [
      'v=DKIM1; k=rsa; h=sha256; t=y:s; s=email; n=x; p=AAEC',
      'DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/simple; d=example.org; s=x; t=1; x=2;\r\n\th=from:to;\r\n l=5; i=a=3Db@example.org; q=dns/txt; bh=AAEC; b=AA\r\n EC\r\nFrom: a\r\n\r\nb\r\n',
      'ARC-Seal: i=1; a=rsa-sha256; t=1; cv=none; d=example.org; s=x; b=AAEC\r\nARC-Message-Signature: i=1; a=rsa-sha256; d=example.org; s=x; h=from; bh=AAEC; b=AAEC\r\nARC-Authentication-Results: i=1; mx; spf=pass\r\n\r\n',
      ' C \r\nD \t E\r\n\r\n\rx\n',
    ],
    words: [
      'DKIM-Signature:',
      '; b=',
      '; v=1',
      '=3D',
      '\r\n ',
      '\r',
      ':from',
      'ARC-Seal: i=',
      '; cv=fail',
    ],
  },
  {
    name: 'dns-message',
    run: fuzzDnsMessage,
    seeds: [
      '\0\x01\x81\x80\0\x01\0\x02\0\0\0\x01\x04test\0\0\x0f\0\x01\xc0\f\0\x0f\0\x01\0\0\0\x01\0\x07\0\n\x02mx\xc0\f\xc0\f\0\x10\0\x01\0\0\0\x01\0\x04\x03a=b\0\0\x29\x04\xd0\x01\0\x80\0\0\0',
      '\0\x01\x80\0\0\0\0\x03\0\0\0\0\0\0\x1c\0\x01\0\0\0\0\0\x10abcdefghijklmnop\0\x01\x01\0\x01\0\0\0\0\0\b\0\x05issuex\0\0\x34\0\x01\0\0\0\0\0\x04\x03\x01\x01x',
      '\0\x01\x80\x03\0\0\0\0\0\x01\0\0\x01a\0\0\x06\0\x01\0\0\0\0\0\x1c\x01b\xc0\f\x01c\xc0\f0000111122223333444455'.slice(
        0,
        -2,
      ),
    ],
    words: ['\xc0\f', '\xc0\0', '\0\x01\0\x01', '\0\0\x29', '\0\x21\0\x01', '\x3f', '\0\x05\0\x01'],
  },
  {
    name: 'report-document',
    run: fuzzReportDocument,
    seeds: [
      '<?xml version="1.0"?><feedback xmlns="urn:ietf:params:xml:ns:dmarc-2.0"><version>1.0</version><report_metadata><org_name>a&amp;b</org_name><report_id>1</report_id><date_range><begin>1</begin><end>2</end></date_range></report_metadata><policy_published><domain>a.test</domain><p>none</p></policy_published><record><row><source_ip>192.0.2.1</source_ip><count>2</count><policy_evaluated><disposition>none</disposition><dkim>pass</dkim><spf>fail</spf><reason><type>other</type><comment>c</comment></reason></policy_evaluated></row><identifiers><header_from>a.test</header_from></identifiers><auth_results><dkim><domain>a.test</domain><selector>s</selector><result>pass</result></dkim><spf><domain>a.test</domain><result>pass</result></spf></auth_results></record></feedback>',
      '{"organization-name":"a","date-range":{"start-datetime":"2026-01-01T00:00:00Z","end-datetime":"2026-01-01T23:59:59Z"},"report-id":"1","policies":[{"policy":{"policy-type":"sts","policy-domain":"a.test","mx-host":["*.a.test"]},"summary":{"total-successful-session-count":1,"total-failure-session-count":2},"failure-details":[{"result-type":"certificate-expired","failed-session-count":2,"sending-mta-ip":"::1"}]}]}',
      zipOf([
        { name: 'a.xml', content: '<feedback/>' },
        { name: 'b', content: 'text' },
      ]).toString('latin1'),
    ],
    words: [
      '<record>',
      '</',
      '<![CDATA[',
      ']]>',
      '&#x41;',
      '<!DOCTYPE a [',
      'PK\x01\x02',
      '"policies":[',
    ],
  },
  {
    name: 'report-mail',
    run: fuzzReportMail,
    seeds: [
      'Content-Type: multipart/report; report-type=feedback-report; boundary=b\r\n\r\n--b\r\n\r\ntext\r\n--b\r\nContent-Type: message/feedback-report\r\n\r\nFeedback-Type: abuse\r\nOriginal-Rcpt-To: <a@b>\r\nIncidents: 2\r\nSource-IP: ::1\r\nArrival-Date: Thu, 8 Mar 2026 14:00:00 +0000\r\n--b\r\nContent-Type: message/rfc822\r\n\r\nFrom: <a@b>\r\nSubject: c\r\n\r\nd\r\n--b--\r\n',
      'Content-Type: application/gzip\r\nContent-Transfer-Encoding: base64\r\n\r\nH4sIAAAAAAAAA7NJS01NSUpMztbnAgBmA5qMDQAAAA==\r\n',
      'Content-Type: text/xml\r\n\r\n<feedback><policy_published><domain>a</domain></policy_published></feedback>',
    ],
    words: [
      '\r\n--b\r\n',
      'Feedback-Type: ',
      'Auth-Failure: ',
      'Incidents: 99999999',
      '\x1f\x8b\b',
      'PK\x03\x04',
    ],
  },
  {
    name: 'notification',
    run: fuzzNotification,
    seeds: [
      'Reporting-UA: a; b\r\nMDN-Gateway: dns; c\r\nOriginal-Recipient: rfc822;d@e\r\nFinal-Recipient: rfc822;d@e\r\nOriginal-Message-ID: <f@g>\r\nDisposition: manual-action/MDN-sent-manually; displayed\r\nError: h\r\nX-I: j\r\n',
      'Disposition: automatic-action/MDN-sent-automatically; deleted/error, x\r\n',
    ],
    words: ['\r\n', ': ', 'Disposition: ', 'displayed', 'Error: ', '; ', '\xc3\xbc'],
  },
  {
    name: 'sender-records',
    run: fuzzSenderRecords,
    seeds: [
      'v=spf1 +a:%{d2r}.test/24//64 -mx ~include:a.test ?exists:%{ir}.%{v}.x.test redirect=%{o}.b.test',
      'v=spf1 ip4:192.0.2.0/24 ip6:2001:db8::/32 ptr:c.test exp=%{l1r+-}.e.test all',
      '%{S} at %{c} was refused by %{r}, %{t}: see https://x.test/?i=%{L}%-%_%%',
      'a.test (x) 1; spf=pass (y) smtp.mailfrom=b@c.test; dkim/1=fail reason="z" header . d = e.test',
      '"mx.test"; dmarc=pass (p=reject) header.from="f g"@h.test; none',
      'v=DMARC1; p=reject; sp=none; np=quarantine; adkim=s; aspf=r; psd=n; t=y; rua=mailto:a@b.test!10m',
    ],
    words: [
      '%{',
      '}',
      '%{p}',
      '%%',
      '//',
      '/0',
      'v=spf1 ',
      ' exp=',
      ' redirect=',
      'ip6:',
      '.test',
      '; ',
      '(',
      ')',
      '"',
      '\\',
      'header.',
      '=pass',
      'none',
      'v=DMARC1;',
      'p=',
      'mailto:',
    ],
  },
  {
    name: 'sender-rewriting',
    run: fuzzSenderRewriting,
    seeds: [
      'SRS0=abcdefgh=ab=a.test=ada@b.test',
      'srs1=abcdefgh=a.test==qrst=ab=c.test=u',
      'zo\xc3\xab=x+y@example.org',
    ],
    words: ['SRS0=', 'SRS1=', '==', '=', '@', 'e\xcc\x88', '\n'],
  },
  {
    name: 'mta-sts',
    run: fuzzMtaSts,
    seeds: [
      'version: STSv1\r\nmode: enforce\r\nmx: mail.example.test\r\nmx: *.example.net\r\nmax_age: 604800\r\n',
      'version:STSv1\nmode: none\nmax_age:1',
      'v=STSv1; id=20261125T00;',
      'v = STSv1;id=1; x=y ; ',
    ],
    words: [
      '\r\n',
      'mx: ',
      '*.',
      'mode: testing',
      'max_age: 9999999999',
      ':',
      'v=STSv1',
      ';',
      'id=',
    ],
  },
  {
    name: 'template',
    run: fuzzTemplate,
    seeds: [
      '{{#if a}}{{ b.c }}{{else}}{{#each l}}{{ this }}{{/each}}{{/if}}{{{ a }}}{{! x }}',
      '{{#each b.c}}{{ d }}{{#each this}}{{ a }}{{/each}}{{/each}}{{ n }}',
    ],
    words: [
      '{{',
      '}}',
      '{{{',
      '}}}',
      '{{#if ',
      '{{#each ',
      '{{/if}}',
      '{{/each}}',
      '{{else}}',
      'this',
      '.',
    ],
  },
  {
    name: 'tlsa',
    run: fuzzTlsa,
    seeds: [
      '\x03\x01\x010123456789abcdef0123456789abcdef',
      // A certificate in small: version, serial number, algorithm, issuer, validity, subject, key.
      '\x02\0\0\x30\x15\x30\x13\xa0\x03\x02\x01\x02\x02\x01\x07\x30\0\x30\0\x30\0\x30\0\x30\x02\x05\0',
    ],
    words: ['\x30\x82', '\x30\x80', '\xa0\x03', '\x30\0', '\x02\x01'],
  },
  {
    name: 'webauthn',
    run: fuzzWebauthn,
    seeds: [
      `\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x58\x25${'h'.repeat(32)}\x05\0\0\0\x01`,
      `${'h'.repeat(32)}\x45\0\0\0\x01${'m'.repeat(16)}\0\x01i\xa5\x01\x02\x03\x26\x20\x01\x21\x58\x20${'x'.repeat(32)}\x22\x58\x20${'y'.repeat(32)}`,
      '{"type":"webauthn.get","challenge":"AAAA","origin":"https://a.test","crossOrigin":false}',
    ],
    words: ['\xa5', '\x58\x20', '\x59\x01\0', '\x45', '\x03\x39\x01\0', '"type":', '\x68authData'],
  },
];
