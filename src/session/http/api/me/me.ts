import { addAppPasswords } from '#session/http/api/me/app-passwords.ts';
import { addDeleted } from '#session/http/api/me/deleted.ts';
import type { OwnServices } from '#session/http/api/me/own-route.ts';
import { addOwnPasskeys } from '#session/http/api/me/passkeys.ts';
import { addProfile } from '#session/http/api/me/profile.ts';
import { addOwnSessions } from '#session/http/api/me/sessions.ts';
import { addSecondStep } from '#session/http/api/me/totp.ts';
import { addOwnTrace } from '#session/http/api/me/trace.ts';
import type { Described } from '#session/http/api/send/described.ts';

/** Adds `/me`: what people see and change of their own accounts. */
export function addMe(described: Described, services: OwnServices): void {
  addProfile(described, services);
  addAppPasswords(described, services);
  addOwnSessions(described, services);
  addSecondStep(described, services);
  addOwnPasskeys(described, services);
  addDeleted(described, services);
  addOwnTrace(described, services);
}
