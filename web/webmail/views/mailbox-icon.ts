import type { IconName } from '../../shared/ui/icons.tsx';

const icons: Readonly<Record<string, IconName>> = {
  inbox: 'inbox',
  drafts: 'drafts',
  sent: 'sent',
  archive: 'archive',
  all: 'archive',
  junk: 'junk',
  trash: 'trash',
  flagged: 'flag',
  important: 'important',
};

export function mailboxIcon(role: string | null): IconName {
  return icons[role ?? ''] ?? 'folder';
}
