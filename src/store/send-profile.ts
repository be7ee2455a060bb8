/** Whether an account sends as it pleases: the value of `send_profile.state`. */
export const sendState = { usual: 1, held: 2, locked: 3 } as const;

/** An hour in milliseconds: the shortest span that is learnt. */
const hourMs = 3_600_000;

/** A day of UTC in milliseconds. */
const dayMs = 86_400_000;

/** Averages are kept in so many parts of one, so that they stay integers. */
const partsOfOne = 100;

/** Days with mail after which an account is known. Ours: a few days of work. */
export const learningDays = 3;

/** Recipients of one hour that nobody minds: an invitation, a note to a club. Ours. */
export const burstFloor = 50;

/** The same for an account that is not known yet: a first letter to all customers. Ours. */
export const newBurstFloor = 200;

/** Times the usual peak that one hour may have, and times the usual recipients one day. Ours. */
export const burstFactor = 10;

/** Percent of recipients never written to above which a burst is strange. Ours. */
export const strangersPercent = 80;

/** Never-written-to recipients of one day that nobody minds, of a known account. Ours. */
export const dayFloor = 250;

/** Recipients of one hour from a network never seen that nobody minds. Ours. */
export const networkFloor = 20;

/** Times the usual peak that one hour may have from a network never seen. Ours. */
export const networkFactor = 3;

/** Percent of recipients never written to above which a new network's jump is strange. Ours. */
export const networkStrangersPercent = 50;

/** Networks remembered, the last used first: offices, homes, phones. Ours. */
export const networksMax = 16;

/** How an account usually sends; integers only, times in hours and days since the epoch. */
export type SendProfile = {
  readonly hour: number;
  readonly recipients: number;
  readonly strangers: number;
  /** In the hour before that one. */
  readonly recipientsBefore: number;
  readonly strangersBefore: number;
  readonly day: number;
  readonly dayMessages: number;
  readonly dayRecipients: number;
  readonly dayStrangers: number;
  /** The most recipients within an hour of that day. */
  readonly dayPeak: number;
  /** Days with mail that the averages are made of. */
  readonly days: number;
  /** Decayed averages of days with mail, in hundredths. */
  readonly messagesUsual: number;
  readonly recipientsUsual: number;
  readonly strangersUsual: number;
  readonly peakUsual: number;
  /** Hours of the day (UTC) with mail, a bit each: in this span of 30 days and the one before. */
  readonly hours: number;
  readonly hoursBefore: number;
  /** In turns: the number of a network, the day on which it was first seen. */
  readonly networks: readonly number[];
};

/** One message that an account sends. */
export type SendAct = {
  readonly recipients: number;
  readonly strangers: number;
  /** {@link networkNumber}; 0 where it is not known. */
  readonly network: number;
};

/** Why a message is held, in numbers. */
export type Unusual = {
  readonly rule: 'burst' | 'day' | 'network';
  /** Recipients within the last hour, or of the day by that rule. */
  readonly recipients: number;
  readonly strangers: number;
  /** Recipients of the account's usual busiest hour, or of its usual day by that rule; rounded. */
  readonly usual: number;
  /** Whether it came from a network that was first seen today, in an hour without mail so far. */
  readonly newNetwork: boolean;
  readonly newHour: boolean;
};

export const emptyProfile: SendProfile = {
  hour: 0,
  recipients: 0,
  strangers: 0,
  recipientsBefore: 0,
  strangersBefore: 0,
  day: 0,
  dayMessages: 0,
  dayRecipients: 0,
  dayStrangers: 0,
  dayPeak: 0,
  days: 0,
  messagesUsual: 0,
  recipientsUsual: 0,
  strangersUsual: 0,
  peakUsual: 0,
  hours: 0,
  hoursBefore: 0,
  networks: [],
};

/** Days of one span of {@link SendProfile.hours}. Ours. */
const hoursSpanDays = 30;

/**
 * Judges one more message by what is usual, and adds it.
 *
 * @param now Milliseconds since the epoch.
 */
export function judgeSending(
  before: SendProfile,
  act: SendAct,
  now: number,
): { readonly profile: SendProfile; readonly unusual: Unusual | undefined } {
  const rolled = rollTo(before, now);
  const profile = add(rolled, act, now);
  return { profile, unusual: unusualOf(rolled, profile, { act, now }) };
}

/** The profile after somebody has said that what the day brought is usual. */
export function acceptUnusual(profile: SendProfile): SendProfile {
  const { dayRecipients, dayPeak, networks } = profile;
  return {
    ...profile,
    days: Math.max(profile.days, learningDays),
    recipientsUsual: Math.max(profile.recipientsUsual, partsOfOne * dayRecipients),
    peakUsual: Math.max(profile.peakUsual, partsOfOne * dayPeak),
    networks: networks.map((value, at) => (at % 2 === 0 ? value : 0)), // Seen long ago.
  };
}

/** The profile without the counts of this hour and day: they were not the account's own. */
export function forgetNow(profile: SendProfile): SendProfile {
  const hour = { hour: 0, recipients: 0, strangers: 0, recipientsBefore: 0, strangersBefore: 0 };
  const day = { day: 0, dayMessages: 0, dayRecipients: 0, dayStrangers: 0, dayPeak: 0 };
  return { ...profile, ...hour, ...day };
}

/** Closes hours and days that are over. */
function rollTo(profile: SendProfile, now: number): SendProfile {
  const hour = Math.floor(now / hourMs);
  const day = Math.floor(now / dayMs);
  const next = day === profile.day ? profile : learn(profile, day);
  if (hour === profile.hour) return next;
  const follows = hour === profile.hour + 1;
  return {
    ...next,
    hour,
    recipientsBefore: follows ? profile.recipients : 0,
    strangersBefore: follows ? profile.strangers : 0,
    recipients: 0,
    strangers: 0,
  };
}

/** Takes the last day with mail into the averages. */
function learn(profile: SendProfile, day: number): SendProfile {
  const fresh = { day, dayMessages: 0, dayRecipients: 0, dayStrangers: 0, dayPeak: 0 };
  const spans = Math.floor(day / hoursSpanDays) - Math.floor(profile.day / hoursSpanDays);
  const turned = spans === 0 ? {} : { hours: 0, hoursBefore: spans === 1 ? profile.hours : 0 };
  if (profile.dayMessages === 0) return { ...profile, ...turned, ...fresh };
  const first = profile.days === 0;
  return {
    ...profile,
    ...turned,
    ...fresh,
    days: profile.days + 1,
    messagesUsual: averaged(profile.messagesUsual, profile.dayMessages, first),
    recipientsUsual: averaged(profile.recipientsUsual, profile.dayRecipients, first),
    strangersUsual: averaged(profile.strangersUsual, profile.dayStrangers, first),
    peakUsual: averaged(profile.peakUsual, profile.dayPeak, first),
  };
}

/** Rises by half of what is more, falls by an eighth of what is less: quiet days forget slowly. */
function averaged(usual: number, value: number, first: boolean): number {
  const parts = value * partsOfOne;
  if (first) return parts;
  return usual + Math.round((parts - usual) / (parts > usual ? 2 : 8));
}

function add(profile: SendProfile, act: SendAct, now: number): SendProfile {
  const recipients = profile.recipients + act.recipients;
  const added = { ...profile, recipients, strangers: profile.strangers + act.strangers };
  return {
    ...added,
    dayMessages: profile.dayMessages + 1,
    dayRecipients: profile.dayRecipients + act.recipients,
    dayStrangers: profile.dayStrangers + act.strangers,
    dayPeak: Math.max(profile.dayPeak, lastHour(added, now).recipients),
    hours: profile.hours | hourBit(now),
    networks: withNetwork(profile.networks, act.network, profile.day),
  };
}

function unusualOf(
  before: SendProfile,
  after: SendProfile,
  { act, now }: { readonly act: SendAct; readonly now: number },
): Unusual | undefined {
  if (act.strangers === 0) return undefined;
  const known = after.days >= learningDays;
  const { recipients, strangers } = lastHour(after, now);
  const at = before.networks.findIndex(
    (network, index) => index % 2 === 0 && network === act.network,
  );
  const newNetwork =
    act.network !== 0 && known && (at < 0 || before.networks[at + 1] === after.day);
  const newHour = known && ((before.hours | before.hoursBefore) & hourBit(now)) === 0;
  const peak = Math.round(after.peakUsual / partsOfOne);
  const seen = { recipients, strangers, usual: peak, newNetwork, newHour };
  const floor = known ? burstFloor : newBurstFloor;
  const share = (percent: number) => strangers * 100 > recipients * percent;
  const jump = (factor: number) => recipients * partsOfOne > after.peakUsual * factor;
  if (recipients > floor && jump(burstFactor) && share(strangersPercent)) {
    return { rule: 'burst', ...seen };
  }
  if (
    newNetwork &&
    recipients > networkFloor &&
    jump(networkFactor) &&
    share(networkStrangersPercent)
  ) {
    return { rule: 'network', ...seen };
  }
  const day = { recipients: after.dayRecipients, strangers: after.dayStrangers };
  if (
    known &&
    day.strangers > dayFloor &&
    day.recipients * partsOfOne > after.recipientsUsual * burstFactor &&
    day.strangers * 100 > day.recipients * strangersPercent
  ) {
    const usual = Math.round(after.recipientsUsual / partsOfOne);
    return { rule: 'day', ...seen, ...day, usual };
  }
  return undefined;
}

/** This hour so far, and of the hour before what is left of the last sixty minutes. */
function lastHour(profile: SendProfile, now: number) {
  const left = (hourMs - (now % hourMs)) / hourMs;
  return {
    recipients: profile.recipients + Math.floor(profile.recipientsBefore * left),
    strangers: profile.strangers + Math.floor(profile.strangersBefore * left),
  };
}

function hourBit(now: number): number {
  return 1 << (Math.floor(now / hourMs) % 24);
}

/** The last used first. */
function withNetwork(networks: readonly number[], network: number, day: number): readonly number[] {
  if (network === 0 || networks[0] === network) return networks;
  const at = networks.findIndex((value, index) => index % 2 === 0 && value === network);
  const firstDay = networks[at + 1] ?? day;
  if (at < 0) return [network, day, ...networks].slice(0, 2 * networksMax);
  return [network, firstDay, ...networks.slice(0, at), ...networks.slice(at + 2)];
}
