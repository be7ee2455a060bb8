/** A time that people often want something sent at. */
export type SendTime = {
  readonly id: 'evening' | 'tomorrow' | 'monday';
  readonly atMs: number;
};

/** Hours of the day, in the browser's time zone. */
const morningHour = 8;
const eveningHour = 18;

/** Times to choose from: this evening while it is far enough, tomorrow morning, Monday morning. */
export function sendTimes(nowMs: number): readonly SendTime[] {
  const today = new Date(nowMs);
  const at = (days: number, hour: number) => {
    const day = new Date(nowMs);
    day.setDate(day.getDate() + days);
    return day.setHours(hour, 0, 0, 0);
  };
  const mondayDays = (8 - today.getDay()) % 7 || 7;
  return [
    ...(today.getHours() < eveningHour - 1
      ? [{ id: 'evening' as const, atMs: at(0, eveningHour) }]
      : []),
    { id: 'tomorrow', atMs: at(1, morningHour) },
    ...(mondayDays > 1 ? [{ id: 'monday' as const, atMs: at(mondayDays, morningHour) }] : []),
  ];
}

/** A time as `<input type="datetime-local">` writes it. */
export function localInputValue(ms: number): string {
  const date = new Date(ms);
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
