/** What a person knows a browser by. Names only: whoever shows them adds the words. */
export type Device = {
  /** As `Firefox`; undefined for one that is not known here. */
  readonly browser: string | undefined;
  /** As `Windows`. */
  readonly system: string | undefined;
  readonly kind: 'desktop' | 'phone' | 'tablet' | 'program';
};

type Sign = readonly [sign: RegExp, name: string];

/** In this order: most browsers claim to be others besides. */
const browsers: readonly Sign[] = [
  [/\bEdgi?A?(?:OS)?\//u, 'Edge'],
  [/\b(?:OPR|Opera|OPT)\//u, 'Opera'],
  [/\bVivaldi\//u, 'Vivaldi'],
  [/\bSamsungBrowser\//u, 'Samsung Internet'],
  [/\bDuckDuckGo\//u, 'DuckDuckGo'],
  [/\bYaBrowser\//u, 'Yandex'],
  [/\b(?:Firefox|FxiOS)\//u, 'Firefox'],
  [/\bCriOS\//u, 'Chrome'],
  [/\b(?:HeadlessChrome|Chromium|Chrome)\//u, 'Chrome'],
  [/\bVersion\/[\d.]+.* Safari\//u, 'Safari'],
  [/\bcurl\//u, 'curl'],
];

const systems: readonly Sign[] = [
  [/\b(?:iPhone|iPod)\b/u, 'iOS'],
  [/\biPad\b/u, 'iPadOS'],
  [/\bAndroid\b/u, 'Android'],
  [/\bCrOS\b/u, 'ChromeOS'],
  [/\bWindows\b/u, 'Windows'],
  [/\bMac ?OS X\b|\bMacintosh\b/u, 'macOS'],
  [/\b(?:Open|Free|Net)BSD\b/u, 'BSD'],
  [/\bLinux\b/u, 'Linux'],
];

/** Reads a User-Agent field (RFC 9110 §10.1.5), which anybody may fill with anything. */
export function deviceOf(userAgent: string): Device {
  const browser = browsers.find(([sign]) => sign.test(userAgent))?.[1];
  const system = systems.find(([sign]) => sign.test(userAgent))?.[1];
  return { browser, system, kind: kindOf(userAgent, system) };
}

function kindOf(userAgent: string, system: string | undefined): Device['kind'] {
  if (system === undefined || !userAgent.startsWith('Mozilla/')) return 'program';
  if (system === 'iPadOS' || /\bTablet\b/u.test(userAgent)) return 'tablet';
  if (system === 'iOS') return 'phone';
  if (system !== 'Android') return 'desktop';
  return /\bMobile\b/u.test(userAgent) ? 'phone' : 'tablet'; // What Android browsers agree on.
}
