/** The life of a DKIM key, in `dkim_key.state`; it goes forward, but for keys whose record is gone. */
export const dkimKeyState = {
  /** Made; its record is to be published. */
  prepared: 0,
  /** Signs. */
  active: 1,
  /** Signs no more; its record stays for mail that is on its way. */
  retired: 2,
  /** The private key is erased; the selector is not used again. */
  removed: 3,
} as const;
