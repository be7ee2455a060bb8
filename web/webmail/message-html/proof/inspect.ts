/** Runs in a frame of mail by itself: names what must not be there. */
export function inspect(origin: string): string[] {
  const faults: string[] = [];
  const tags =
    /^(?:script|iframe|frame|object|embed|applet|form|input|button|select|textarea|link|base|svg|math|template|video|audio|source|picture|noscript|dialog|details|area|map)$/u;
  for (const element of document.querySelectorAll('*')) {
    const { localName, namespaceURI } = element;
    if (tags.test(localName) || localName.includes('-')) faults.push(`<${localName}>`);
    if (namespaceURI !== 'http://www.w3.org/1999/xhtml')
      faults.push(`<${localName}> of ${namespaceURI}`);
    if (localName === 'meta' && element.parentElement !== document.head) faults.push('<meta>');
    for (const { name, value } of element.attributes) {
      const isOur = localName === 'meta' || localName === 'html';
      const isHref =
        name === 'href' && (/^(?:https?:|tel:)/u.test(value) || value.startsWith(origin));
      const isSource = name === 'src' && /^data:image\/(?!svg)[a-z-]+;base64,/u.test(value);
      const isStyle =
        name === 'style' && !/url\((?!"data:image\/(?!svg))|position|expression/iu.test(value);
      const isPlain =
        !/^(?:on|src|href|style|data|action|form|ping|xlink|http|name$|background$)/u.test(name);
      if (!isOur && !isHref && !isSource && !isStyle && !isPlain) faults.push(`${name}="${value}"`);
    }
    if (localName === 'a' && element.hasAttribute('href')) {
      if (element.getAttribute('target') !== '_blank') faults.push('a link without target');
      if (element.getAttribute('rel') !== 'noopener noreferrer') faults.push('a link without rel');
    }
  }
  for (const sheet of document.styleSheets) {
    for (const { cssText } of sheet.cssRules) {
      if (/url\((?!"data:image\/(?!svg))|@import|@font-face|image-set\(|position:/u.test(cssText))
        faults.push(cssText);
    }
  }
  return faults;
}
