/** Last labels by which a text without `https://` is known as a host and not as `invoice.pdf`. */
const knownEnds =
  /\.(?:com|org|net|edu|gov|mil|int|info|biz|eu|io|app|dev|shop|online|me|tv|co|us|uk|ca|au|de|at|ch|li|fr|it|es|pt|nl|be|lu|dk|se|no|fi|is|ie|pl|cz|sk|hu|ro|bg|gr|hr|si|lt|lv|ee|ru|ua|tr|in|cn|jp|kr|br|mx|za|test|example|xn--[a-z\d-]+)$/u;

const withScheme = /^(?:https?|ftp):\/\/(?:[^/?#\s]*@)?([^/?#:\s]+)/iu;

const alone =
  /^(?:[^\s@/]+@)?((?:[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?\.)+\p{L}[\p{L}\p{N}-]+)\.?(?=[/?#:\s]|$)/iu;

/** Characters of a text that are looked at. Ours. */
const textMax = 300;

/** The host that a text names, as `https://bank.test/x` or `bank.com`, in ASCII; or undefined. */
export function claimedHost(text: string): string | undefined {
  const said = text
    .slice(0, textMax)
    .replaceAll(/\p{Cf}/gu, '')
    .trim();
  const [, spelled] = withScheme.exec(said) ?? [];
  if (spelled !== undefined) return asciiHost(spelled);
  const [, bare] = alone.exec(said) ?? [];
  if (bare === undefined) return undefined;
  const host = asciiHost(bare);
  return host !== undefined && (knownEnds.test(host) || host.startsWith('www.')) ? host : undefined;
}

function asciiHost(host: string): string | undefined {
  return URL.parse(`https://${host}/`)?.hostname;
}
