import { recording } from "@/server/commands/_run/permission";
import { services } from "@/server/commands/_run/services";
import { reauthenticate } from "@/server/commands/credentials/sessions";
import { signInBySso } from "@/server/commands/credentials/single-sign-on";
import { systemCaller } from "@/server/contract/_shared/caller";
import { Refusal } from "@/server/contract/_shared/refusal";
import { readSessionCookie } from "@/server/lib/auth/session-cookie";
import type { SingleSignOn } from "@/server/lib/auth/single-sign-on";
import { log } from "@/server/lib/process/log";
import {
  type CookieClaims,
  findSessionCaller,
  type SessionCaller,
} from "@/server/queries/credentials/find-caller";
import { sessionClaims } from "@/server/queries/credentials/session-caller";
import { readSsoPerson } from "@/server/queries/credentials/sso-person";
import { requireRecentAuthentication } from "@/server/queries/credentials/two-factor";
import { type Browser, begin } from "./identify";

export type SsoAnswer = {
  /** As the provider spells it. */
  issuer: string;
  /** Of the verified ID token and of the provider's userinfo. */
  claims: Readonly<Record<string, unknown>>;
  settings: SingleSignOn;
  browser: Browser;
  /** Of the request that returns from the provider. */
  headers: Headers;
};

/**
 * The session of a person whom the identity provider has identified: a new one, or the one that this browser has, in which
 * sensitive actions are then allowed for some minutes. Refuses as `signInBySso` does; in an open session
 * `sso.other_member` for another member, and `sso.not_recent` when the provider did not ask for the password again.
 */
export async function enterBySso({ issuer, claims, settings, ...request }: SsoAnswer): Promise<CookieClaims> {
  const { run, now } = services();
  const person = readSsoPerson(claims, { settings, now: now() });
  if (!person) throw new Refusal("sso.not_member");
  const { authenticatedAt, ...described } = person;
  const caller = systemCaller(settings.accountId);
  const { createsMembers } = settings;
  const open = await findOpen(request.headers);
  const { result } = await run(signInBySso, caller, { ...described, issuer, createsMembers });
  const { userId, sessionVersion, isLastAdministrator } = result;
  if (isLastAdministrator)
    log.warn({ userId }, "the role claim makes an agent of the last administrator, who stays one");
  if (open) return renew(open, { userId, authenticatedAt });
  return begin(
    { ...caller, actor: { type: "user", id: userId, name: person.name }, via: "ui" },
    { claims: { userId, sessionVersion }, browser: request.browser, sso: { authenticatedAt } },
  );
}

type OpenSession = { caller: SessionCaller; claims: CookieClaims };

/** The session that this browser has, or null. */
async function findOpen(headers: Headers): Promise<OpenSession | null> {
  const claims = sessionClaims.safeParse(await readSessionCookie(headers));
  const caller = claims.success ? await findSessionCaller(services().database, claims.data) : null;
  return claims.success && caller ? { caller, claims: claims.data } : null;
}

async function renew(
  { caller, claims }: OpenSession,
  { userId, authenticatedAt }: { userId: number; authenticatedAt: Date | null },
): Promise<CookieClaims> {
  const { run, now } = services();
  if (caller.member.id !== userId) throw new Refusal("sso.other_member");
  const { sessionId } = claims;
  if (sessionId === undefined || authenticatedAt === null) throw new Refusal("sso.not_recent");
  try {
    requireRecentAuthentication({ authenticatedAt }, now());
  } catch {
    throw new Refusal("sso.not_recent");
  }
  await run(reauthenticate, recording(caller), { sessionId, at: authenticatedAt });
  return claims;
}
