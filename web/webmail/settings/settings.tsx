import type { ComponentChildren, ComponentType } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

import { Icon } from '../../shared/ui/icons.tsx';
import { goTo } from '../store/location.ts';
import { formatRoute, type Route, startRoute } from '../store/route.ts';
import { General } from './general/general.tsx';
import { Identities } from './identities/identities.tsx';
import { ProveDialog } from './parts/prove-dialog.tsx';
import { Security } from './security/security.tsx';
import { Vacation } from './vacation/vacation.tsx';
import { words } from './words/words.ts';
import './settings.css';

/** In the order of the row of links. */
const names = ['general', 'identities', 'vacation', 'security'] as const;

const pages: Readonly<Record<(typeof names)[number], ComponentType>> = {
  general: General,
  identities: Identities,
  vacation: Vacation,
  security: Security,
};

/** The pages of settings. @param props.page The rest of the path; the first page where it names none. */
export function Settings({ page }: { readonly page: string }) {
  const heading = useRef<HTMLHeadingElement>(null);
  const name = names.find((one) => one === page) ?? names[0];
  const Page = pages[name];
  const { title, back, pages: titles } = words.value;
  useEffect(() => heading.current?.focus(), [name]);
  return (
    <div class="settings">
      <header class="settings-head">
        <Link to={startRoute} class="button quiet">
          <Icon name="back" /> {back}
        </Link>
        <nav aria-label={title}>
          {names.map((one) => (
            <Link
              key={one}
              to={{ view: 'settings', page: one }}
              class="button quiet"
              current={one === name}
            >
              {titles[one]}
            </Link>
          ))}
        </nav>
      </header>
      <main class="settings-page" key={name}>
        <h1 ref={heading} tabIndex={-1}>
          {titles[name]}
        </h1>
        <Page />
      </main>
      <ProveDialog />
    </div>
  );
}

function Link(props: {
  readonly to: Route;
  readonly class: string;
  readonly current?: boolean;
  readonly children: ComponentChildren;
}) {
  const follow = (event: MouseEvent) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    goTo(props.to);
  };
  const current = props.current === true ? { 'aria-current': 'page' as const } : {};
  return (
    <a href={formatRoute(props.to)} class={props.class} onClick={follow} {...current}>
      {props.children}
    </a>
  );
}
