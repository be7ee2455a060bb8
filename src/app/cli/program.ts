import { readFileSync } from 'node:fs';

import { Command } from 'commander';

import type { Cli } from '#app/cli/cli.ts';
import { accountCreate } from '#app/cli/commands/account/create.ts';
import { accountDisable } from '#app/cli/commands/account/disable.ts';
import { accountEnable } from '#app/cli/commands/account/enable.ts';
import { accountList } from '#app/cli/commands/account/list.ts';
import { accountRemove } from '#app/cli/commands/account/remove.ts';
import { accountRemoveSecondStep } from '#app/cli/commands/account/remove-second-step.ts';
import { accountRestore } from '#app/cli/commands/account/restore.ts';
import { accountSetPassword } from '#app/cli/commands/account/set-password.ts';
import { accountShow } from '#app/cli/commands/account/show.ts';
import { accountUpdate } from '#app/cli/commands/account/update.ts';
import { aliasCreate } from '#app/cli/commands/alias/create.ts';
import { aliasList } from '#app/cli/commands/alias/list.ts';
import { aliasRemove } from '#app/cli/commands/alias/remove.ts';
import { aliasUpdate } from '#app/cli/commands/alias/update.ts';
import { appPasswordCreate } from '#app/cli/commands/app-password/create.ts';
import { appPasswordList } from '#app/cli/commands/app-password/list.ts';
import { appPasswordRevoke } from '#app/cli/commands/app-password/revoke.ts';
import { applicationCreate } from '#app/cli/commands/application/create.ts';
import { applicationDisable } from '#app/cli/commands/application/disable.ts';
import { applicationEnable } from '#app/cli/commands/application/enable.ts';
import { applicationLimits } from '#app/cli/commands/application/limits.ts';
import { applicationList } from '#app/cli/commands/application/list.ts';
import { applicationLog } from '#app/cli/commands/application/log.ts';
import { applicationPassword } from '#app/cli/commands/application/password.ts';
import { applicationRemove } from '#app/cli/commands/application/remove.ts';
import { applicationShow } from '#app/cli/commands/application/show.ts';
import { applicationUpdate } from '#app/cli/commands/application/update.ts';
import { applicationWatch } from '#app/cli/commands/application/watch.ts';
import { applicationShowSettings } from '#app/cli/commands/application/settings.ts';
import { check } from '#app/cli/commands/check.ts';
import { destinationList } from '#app/cli/commands/destination/list.ts';
import { destinationSet } from '#app/cli/commands/destination/set.ts';
import { dialSmtp } from '#app/cli/commands/dial/smtp.ts';
import { dkimActivate } from '#app/cli/commands/dkim/activate.ts';
import { dkimCheck } from '#app/cli/commands/dkim/check.ts';
import { dkimCreate } from '#app/cli/commands/dkim/create.ts';
import { dkimList } from '#app/cli/commands/dkim/list.ts';
import { dkimRemove } from '#app/cli/commands/dkim/remove.ts';
import { dkimRotate } from '#app/cli/commands/dkim/rotate.ts';
import { dkimShow } from '#app/cli/commands/dkim/show.ts';
import { domainAlias } from '#app/cli/commands/domain/alias.ts';
import { domainCreate } from '#app/cli/commands/domain/create.ts';
import { domainMtaSts } from '#app/cli/commands/domain/mta-sts.ts';
import { domainList } from '#app/cli/commands/domain/list.ts';
import { domainRemove } from '#app/cli/commands/domain/remove.ts';
import { exportMail } from '#app/cli/commands/export.ts';
import { importMail } from '#app/cli/commands/import.ts';
import { limitClear } from '#app/cli/commands/limit/clear.ts';
import { limitList } from '#app/cli/commands/limit/list.ts';
import { limitLock } from '#app/cli/commands/limit/lock.ts';
import { limitRelease } from '#app/cli/commands/limit/release.ts';
import { limitSet } from '#app/cli/commands/limit/set.ts';
import { limitShow } from '#app/cli/commands/limit/show.ts';
import { queueBounce } from '#app/cli/commands/queue/bounce.ts';
import { queueCancel } from '#app/cli/commands/queue/cancel.ts';
import { queueHold } from '#app/cli/commands/queue/hold.ts';
import { queueList } from '#app/cli/commands/queue/list.ts';
import { queueRelease } from '#app/cli/commands/queue/release.ts';
import { queueRetry } from '#app/cli/commands/queue/retry.ts';
import { queueRoute } from '#app/cli/commands/queue/route.ts';
import { queueShow } from '#app/cli/commands/queue/show.ts';
import { reportsList } from '#app/cli/commands/reports/list.ts';
import { reportsRead } from '#app/cli/commands/reports/read.ts';
import { reportsShow } from '#app/cli/commands/reports/show.ts';
import { reportsTotal } from '#app/cli/commands/reports/total.ts';
import { sendTest } from '#app/cli/commands/send-test.ts';
import { serve } from '#app/cli/commands/serve.ts';
import { sessionList } from '#app/cli/commands/session/list.ts';
import { sessionRevoke } from '#app/cli/commands/session/revoke.ts';
import { setup } from '#app/cli/commands/setup.ts';
import { smartHostAdd } from '#app/cli/commands/smart-host/add.ts';
import { smartHostList } from '#app/cli/commands/smart-host/list.ts';
import { smartHostRemove } from '#app/cli/commands/smart-host/remove.ts';
import { sourceAddressList } from '#app/cli/commands/source-address/list.ts';
import { sourceAddressSet } from '#app/cli/commands/source-address/set.ts';
import { suppressionAdd } from '#app/cli/commands/suppression/add.ts';
import { suppressionList } from '#app/cli/commands/suppression/list.ts';
import { suppressionRemove } from '#app/cli/commands/suppression/remove.ts';
import { templateList } from '#app/cli/commands/template/list.ts';
import { templateRemove } from '#app/cli/commands/template/remove.ts';
import { templateRender } from '#app/cli/commands/template/render.ts';
import { templateSet } from '#app/cli/commands/template/set.ts';
import { templateShow } from '#app/cli/commands/template/show.ts';
import { tenantCreate } from '#app/cli/commands/tenant/create.ts';
import { tenantList } from '#app/cli/commands/tenant/list.ts';
import { tenantRemove } from '#app/cli/commands/tenant/remove.ts';
import { tenantShow } from '#app/cli/commands/tenant/show.ts';
import { tenantUpdate } from '#app/cli/commands/tenant/update.ts';
import { traceMail } from '#app/cli/commands/trace.ts';
import { webhookCreate } from '#app/cli/commands/webhook/create.ts';
import { webhookDeliveries } from '#app/cli/commands/webhook/deliveries.ts';
import { webhookDisable } from '#app/cli/commands/webhook/disable.ts';
import { webhookEnable } from '#app/cli/commands/webhook/enable.ts';
import { webhookList } from '#app/cli/commands/webhook/list.ts';
import { webhookRedeliver } from '#app/cli/commands/webhook/redeliver.ts';
import { webhookRemove } from '#app/cli/commands/webhook/remove.ts';
import { webhookRotate } from '#app/cli/commands/webhook/rotate.ts';
import { webhookShow } from '#app/cli/commands/webhook/show.ts';
import { webhookTest } from '#app/cli/commands/webhook/test.ts';
import { withExamples } from '#app/cli/leaf.ts';
import { hasColours } from '#app/cli/world.ts';

type AddCommand = (parent: Command, cli: Cli) => void;

/** Commands that belong together, under one name. */
const groups: readonly (readonly [name: string, about: string, commands: readonly AddCommand[]])[] =
  [
    [
      'tenant',
      'Companies or customers that share the server and never see one another',
      [tenantList, tenantShow, tenantCreate, tenantUpdate, tenantRemove],
    ],
    [
      'domain',
      'Domains whose mail is received here',
      [domainList, domainCreate, domainAlias, domainMtaSts, domainRemove],
    ],
    [
      'account',
      'People and others with a mailbox and a login',
      [
        accountList,
        accountShow,
        accountCreate,
        accountUpdate,
        accountSetPassword,
        accountRemoveSecondStep,
        accountDisable,
        accountEnable,
        accountRemove,
        accountRestore,
      ],
    ],
    [
      'dkim',
      'Keys that sign the mail of domains',
      [dkimList, dkimShow, dkimCreate, dkimRotate, dkimActivate, dkimCheck, dkimRemove],
    ],
    ['dial', 'Talk to other servers and tell what they say', [dialSmtp]],
    ['alias', 'Addresses that lead to others', [aliasList, aliasCreate, aliasUpdate, aliasRemove]],
    [
      'app-password',
      'Passwords for single devices and programs',
      [appPasswordList, appPasswordCreate, appPasswordRevoke],
    ],
    ['session', 'Browsers that are signed in', [sessionList, sessionRevoke]],
    [
      'application',
      'Logins that only send: Nextcloud, scanners, shops',
      [
        applicationList,
        applicationShow,
        applicationCreate,
        applicationUpdate,
        applicationLimits,
        applicationShowSettings,
        applicationPassword,
        applicationWatch,
        applicationLog,
        applicationDisable,
        applicationEnable,
        applicationRemove,
      ],
    ],
    [
      'webhook',
      'URLs that hear what becomes of the mail of applications',
      [
        webhookList,
        webhookShow,
        webhookCreate,
        webhookTest,
        webhookDeliveries,
        webhookRedeliver,
        webhookRotate,
        webhookDisable,
        webhookEnable,
        webhookRemove,
      ],
    ],
    [
      'suppression',
      'Addresses that applications do not write to any more',
      [suppressionList, suppressionAdd, suppressionRemove],
    ],
    [
      'template',
      'Messages with gaps to fill, for programs that send over HTTP',
      [templateSet, templateList, templateShow, templateRemove, templateRender],
    ],
    [
      'limit',
      'How much may be sent, and mail that is held because an account sends unlike itself',
      [limitList, limitShow, limitSet, limitClear, limitRelease, limitLock],
    ],
    [
      'queue',
      'Mail that waits for other servers',
      [
        queueList,
        queueShow,
        queueHold,
        queueRelease,
        queueRetry,
        queueRoute,
        queueBounce,
        queueCancel,
      ],
    ],
    [
      'destination',
      'Domains whose mail goes out by rules of their own',
      [destinationList, destinationSet],
    ],
    [
      'smart-host',
      'Servers that take mail for others from us',
      [smartHostList, smartHostAdd, smartHostRemove],
    ],
    [
      'source-address',
      'Addresses that the mail of single domains comes from',
      [sourceAddressList, sourceAddressSet],
    ],
    [
      'reports',
      'What others report of mail in the name of domains here',
      [reportsList, reportsShow, reportsTotal, reportsRead],
    ],
  ];

/**
 * The whole command line, for one run.
 *
 * @param json Whoever runs it tells errors as JSON, so none are told here.
 */
export function buildProgram(cli: Cli, { json }: { readonly json: boolean }): Command {
  const { stdout, stderr, environment } = cli.world;
  const program = new Command('postamt');
  program
    .description('An all-in-one mail server')
    .version(version(), '-V, --version', 'print the version')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void stdout.write(text),
      writeErr: (text) => void (json ? undefined : stderr.write(text)),
      getOutHasColors: () => hasColours(stdout, environment),
      getErrHasColors: () => hasColours(stderr, environment),
    })
    .configureHelp({ styleTitle: (title) => `\u001b[1m${title}\u001b[22m` })
    .showSuggestionAfterError()
    .showHelpAfterError('Add --help to see what is known.');
  withExamples(program, [
    'setup example.org',
    'serve --config /etc/postamt/postamt.toml',
    'account create ada@example.org --name "Ada Lindqvist"',
    'import ada@example.org /home/ada/Maildir',
    'account list --help',
  ]);
  setup(program, cli);
  serve(program, cli);
  for (const [name, about, commands] of groups) {
    const group = program.command(name).description(about);
    for (const add of commands) add(group, cli);
  }
  importMail(program, cli);
  exportMail(program, cli);
  sendTest(program, cli);
  traceMail(program, cli);
  check(program, cli);
  return program;
}

/** The version of the package that this file belongs to. */
function version(): string {
  const text = readFileSync(new URL('../../../package.json', import.meta.url), 'utf8');
  const value: unknown = JSON.parse(text);
  const known = typeof value === 'object' && value !== null && 'version' in value;
  return known ? String(value.version) : 'unknown';
}
