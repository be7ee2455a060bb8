/** What a style within a mail may change: looks, not place. */
const kept = new Set(
  (
    'background-color border-collapse color direction font-family font-size font-style font-weight ' +
    'height letter-spacing line-height list-style-type margin-bottom margin-left margin-right ' +
    'margin-top max-width padding-bottom padding-left padding-right padding-top text-align ' +
    'text-decoration-line text-indent vertical-align white-space width ' +
    'border-top-color border-top-style border-top-width border-right-color border-right-style ' +
    'border-right-width border-bottom-color border-bottom-style border-bottom-width ' +
    'border-left-color border-left-style border-left-width'
  ).split(' '),
);

/** What pasted text keeps: looks that somebody chose, not those of the page that it comes from. */
const keptOfPaste = new Set(['font-style', 'font-weight', 'text-decoration-line', 'text-align']);

/** Keeps of a style what is harmless. @param pasted Whether it comes from another program. */
export function filterStyle(style: string, pasted: boolean): string {
  const probe = document.createElement('span').style;
  const result = document.createElement('span').style;
  // Through the object model, which the page's policy allows; as an attribute it would not count.
  probe.cssText = style;
  const names = pasted ? keptOfPaste : kept;
  for (const name of probe) {
    const value = probe.getPropertyValue(name);
    if (!names.has(name) || /url\(|expression|var\(/iu.test(value)) continue;
    if (name.startsWith('margin') && value.startsWith('-')) continue;
    result.setProperty(name, value);
  }
  return result.cssText;
}
