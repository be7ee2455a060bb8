/** Octets of the header of a made message, about what a real one has. */
const words = Array.from({ length: 2000 }, (_, index) => wordOf(index));

function wordOf(index: number): string {
  const syllables = ['ba', 'de', 'ki', 'lo', 'mu', 'na', 're', 'si', 'to', 'va'];
  let word = '';
  for (let rest = index * 7919 + 13; rest > 0; rest = Math.floor(rest / 10)) {
    word += syllables[rest % 10] ?? '';
  }
  return word;
}

/** Message number `index`, `size` octets, with a header of about 900 octets; the same every time. */
export function message(index: number, size: number): Buffer {
  const sender = index % 200;
  const date = new Date(1_700_000_000_000 + index * 61_000).toUTCString().replace('GMT', '+0000');
  const head = [
    `Return-Path: <sender${sender}@example${sender % 17}.test>`,
    `Received: from mx.example${sender % 17}.test (mx.example${sender % 17}.test [192.0.2.${sender}])`,
    `\tby mail.bench.test with ESMTPS id ${index.toString(16).padStart(16, '0')}`,
    `\tfor <u0@bench.test>; ${date}`,
    `DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=example${sender % 17}.test; s=s1;`,
    `\th=from:to:subject:date:message-id; bh=${'0123456789abcdef'.repeat(4)};`,
    `\tb=${'0123456789abcdef'.repeat(16)}`,
    `From: Sender ${words[sender]} <sender${sender}@example${sender % 17}.test>`,
    'To: Bench User <u0@bench.test>',
    `Subject: ${words[index % 2000]} ${words[(index * 3) % 2000]} ${words[(index * 7) % 2000]}`,
    `Date: ${date}`,
    `Message-ID: <${index}.bench@example${sender % 17}.test>`,
    `References: <${index - 1}.bench@example${sender % 17}.test>`,
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: 7bit',
    '',
    '',
  ].join('\r\n');
  return Buffer.from(head + body(index, size - head.length));
}

function body(index: number, size: number): string {
  const lines: string[] = [];
  let length = 0;
  for (let next = index; length < size;) {
    let line = '';
    while (line.length < 62) line += `${words[next++ % 2000]} `;
    lines.push(line);
    length += line.length + 2;
  }
  const text = lines.join('\r\n').slice(0, size - 2);
  // Cut within a CRLF: a CR alone would be refused.
  return `${text.endsWith('\r') ? `${text.slice(0, -1)}x` : text}\r\n`;
}
