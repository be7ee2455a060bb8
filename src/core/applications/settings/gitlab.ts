import {
  type ApplicationSettings,
  passwordText,
  passwordValue,
  portOf,
  senderParts,
  type SettingsFacts,
  singleQuoted,
} from '#core/applications/settings/settings-facts.ts';

const labels = {
  en: {
    page: 'GitLab: /etc/gitlab/gitlab.rb, then "gitlab-ctl reconfigure"',
    lines: 'Lines for /etc/gitlab/gitlab.rb',
    test: 'A test, in "gitlab-rails console"',
    from: 'Sender',
    server: 'Server',
    login: 'Login',
    password: 'Password',
    own: "Where the certificate is of an authority of your own, name it in gitlab_rails['smtp_ca_file'].",
  },
  de: {
    page: 'GitLab: /etc/gitlab/gitlab.rb, danach „gitlab-ctl reconfigure“',
    lines: 'Zeilen für /etc/gitlab/gitlab.rb',
    test: 'Eine Probe, in „gitlab-rails console“',
    from: 'Absender',
    server: 'Server',
    login: 'Anmeldename',
    password: 'Passwort',
    own: "Stammt das Zertifikat von einer eigenen Stelle, nennen Sie sie in gitlab_rails['smtp_ca_file'].",
  },
} as const;

/** GitLab's omnibus package. */
export function gitlab(facts: SettingsFacts): ApplicationSettings {
  const words = labels[facts.language];
  const { port, tls } = portOf(facts);
  const [from] = facts.fromAddresses;
  const { domain } = senderParts(facts);
  return {
    page: words.page,
    fields: [
      { label: words.server, value: `${facts.host}:${port}` },
      { label: words.login, value: facts.login },
      { label: words.password, value: passwordText(facts) },
      { label: words.from, value: from },
    ],
    blocks: [
      {
        title: words.lines,
        lines: [
          line('smtp_enable', 'true'),
          line('smtp_address', singleQuoted(facts.host)),
          line('smtp_port', String(port)),
          line('smtp_user_name', singleQuoted(facts.login)),
          line('smtp_password', singleQuoted(passwordValue(facts))),
          line('smtp_domain', singleQuoted(domain)),
          line('smtp_authentication', "'plain'"),
          line('smtp_tls', String(tls === 'implicit')),
          line('smtp_enable_starttls_auto', String(tls === 'starttls')),
          line('smtp_openssl_verify_mode', "'peer'"),
          line('gitlab_email_from', singleQuoted(from)),
          line('gitlab_email_reply_to', singleQuoted(from)),
        ],
      },
      {
        title: words.test,
        lines: [`Notify.test_email(${singleQuoted(from)}, 'Test', 'Test').deliver_now`],
      },
    ],
    notes: [words.own],
  };
}

function line(name: string, value: string): string {
  return `gitlab_rails['${name}'] = ${value}`;
}
