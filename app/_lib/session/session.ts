import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { cache } from "react";
import { services, servicesFor } from "@/server/commands/_run/services";
import { readAsOf } from "@/server/queries/_shared/page";
import type { SessionCaller } from "@/server/queries/credentials/find-caller";
import { readSessionCaller, readSignedIn } from "@/server/queries/credentials/session-caller";

/** The caller of this page, or null; looked up once per request. */
export const findPageCaller = cache(async (): Promise<SessionCaller | null> => {
  const given = await headers(); // first: it makes the page dynamic
  return readSessionCaller(services().database, given);
});

/** The same, including a member who must first set up two-factor authentication. */
export const findSignedIn = cache(
  async (): Promise<SessionCaller | null> => readSignedIn(services().database, await headers()),
);

/** The caller of this page; without one redirects to the sign-in page, which returns to `path`. */
export async function requirePageCaller(path: string): Promise<SessionCaller> {
  const caller = await findPageCaller();
  if (!caller) redirect(`/sign-in?callbackUrl=${encodeURIComponent(path)}`);
  return caller;
}

/**
 * The cursor from which this page's live stream continues, once per request. Await it before the page's queries: the stream
 * then contains every later change.
 */
export const readPageStart = cache(
  (accountId: number): Promise<string> =>
    readAsOf(servicesFor(services(), { accountId }).database, accountId),
);
