type Words = {
  readonly title: string;
  readonly lead: string;
  readonly mail: string;
  readonly missing: string;
};

const words = {
  en: {
    title: 'This mail server is running',
    lead: 'Postamt receives, stores and serves mail here.',
    mail: 'Read your mail with a mail program over IMAP or POP3, and send it over submission. Your administrator has the settings.',
    missing: 'Webmail and control panel are not part of this version yet.',
  },
  de: {
    title: 'Dieser Mailserver läuft',
    lead: 'Postamt empfängt, speichert und liefert hier E-Mail.',
    mail: 'Lesen Sie Ihre Mail mit einem Mailprogramm über IMAP oder POP3, und senden Sie über Submission. Die Einstellungen kennt Ihre Administration.',
    missing: 'Webmail und Verwaltung gehören noch nicht zu dieser Version.',
  },
} as const satisfies Record<string, Words>;

/** The page at `/`, in the language that the browser asks for first (RFC 9110 §12.5.4). */
export function startPage(
  hostname: string,
  acceptLanguage: string,
  headers: Record<string, string>,
): Response {
  const language = preferredLanguage(acceptLanguage);
  const { title, lead, mail, missing } = words[language];
  const body = `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(hostname)} – Postamt</title>
<link rel="stylesheet" href="/start.css">
</head>
<body>
<main>
<h1>${title}</h1>
<p>${lead} <code>${escaped(hostname)}</code></p>
<p>${mail}</p>
<p>${missing}</p>
</main>
</body>
</html>
`;
  return new Response(body, {
    headers: {
      ...headers,
      'content-type': 'text/html; charset=utf-8',
      'content-language': language,
      vary: 'accept-language',
    },
  });
}

/** Ranges looked at in an Accept-Language field. Our choice. */
const rangesMax = 20;

/** German or, for whatever else is asked, English. */
function preferredLanguage(field: string): 'en' | 'de' {
  let best: { readonly language: 'en' | 'de'; readonly weight: number } | undefined;
  for (const range of field.split(',', rangesMax)) {
    const [tag = '', parameter = ''] = range.trim().toLowerCase().split(';', 2);
    const primary = tag.split('-', 1)[0];
    if (primary !== 'en' && primary !== 'de') continue;
    const weight = parameter.trim().startsWith('q=') ? Number(parameter.trim().slice(2)) : 1;
    if (weight > (best?.weight ?? 0)) best = { language: primary, weight };
  }
  return best?.language ?? 'en';
}

function escaped(value: string): string {
  return value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
