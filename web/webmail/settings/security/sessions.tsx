import { confirm } from '../../../shared/ui/confirm.ts';
import { toast } from '../../../shared/ui/toasts.ts';
import { longDate } from '../../../shared/words/dates.ts';
import { attempt } from '../parts/attempt.ts';
import { own } from '../parts/own-api.ts';
import { Section, WhenLoaded } from '../parts/section.tsx';
import { useLoaded } from '../parts/use-loaded.ts';
import { words } from '../words/words.ts';

type Session = {
  readonly id: number;
  readonly current: boolean;
  readonly browser: string | null;
  readonly system: string | null;
  readonly lastUsedAt: string;
  readonly address: string;
};

/** Browsers that are signed in, this one first. */
export function Sessions() {
  const loaded = useLoaded(load);
  const { sessions: say, cancel } = words.value;
  const end = async ({ id }: Session) => {
    await own('DELETE', `/sessions/${id}`);
    await loaded.reload();
  };
  const endOthers = async () => {
    if (!(await confirm({ title: say.endOthersAsk, yes: say.endOthers, no: cancel }))) return;
    const { ended } = await own<{ readonly ended: number }>('DELETE', '/sessions');
    toast({ text: say.endedOthers(ended) });
    await loaded.reload();
  };
  return (
    <Section id="sessions" title={say.title} text={say.text}>
      <WhenLoaded loaded={loaded}>
        {(sessions) => (
          <>
            <ul class="settings-list">
              {sessions.map((one) => (
                <li key={one.id}>
                  <div class="settings-item">
                    <strong>{nameOf(one)}</strong>
                    {one.current && <span class="settings-mark">{say.here}</span>}
                    <p class="hint">{say.used(longDate(one.lastUsedAt), one.address)}</p>
                  </div>
                  {!one.current && (
                    <button
                      type="button"
                      class="button danger"
                      aria-label={say.endNamed(nameOf(one))}
                      onClick={() => void attempt(async () => await end(one), say.ended)}
                    >
                      {say.end}
                    </button>
                  )}
                </li>
              ))}
            </ul>
            {sessions.length > 1 && (
              <button type="button" class="button" onClick={() => void attempt(endOthers)}>
                {say.endOthers}
              </button>
            )}
          </>
        )}
      </WhenLoaded>
    </Section>
  );
}

function nameOf({ browser, system }: Session): string {
  const { sessions: say } = words.value;
  return browser === null ? say.unknown : say.on(browser, system ?? say.unknownSystem);
}

async function load(): Promise<readonly Session[]> {
  const { sessions } = await own<{ readonly sessions: readonly Session[] }>('GET', '/sessions');
  return sessions.toSorted((a, b) => Number(b.current) - Number(a.current));
}
