import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { cache } from "react";
import { services } from "@/server/commands/_run/services";
import { readAsOf } from "@/server/queries/_shared/page";
import type { SessionCaller } from "@/server/queries/credentials/find-caller";
import { readSessionCaller } from "@/server/queries/credentials/session-caller";

/** Who looks at this page, or null; asked once a request, however many components want to know. */
export const findPageCaller = cache(async (): Promise<SessionCaller | null> => {
  const given = await headers(); // first: it makes the page one that is not rendered at build time
  return readSessionCaller(services().database, given);
});

/** Who looks at this page; nobody is sent to the sign-in page, and from there back to `path`. */
export async function requirePageCaller(path: string): Promise<SessionCaller> {
  const caller = await findPageCaller();
  if (!caller) redirect(`/sign-in?callbackUrl=${encodeURIComponent(path)}`);
  return caller;
}

/**
 * The cursor from which this page's live stream goes on: one per request. Await it before reading what the page shows:
 * what changes after that reading is then in the stream.
 */
export const readPageStart = cache(
  (accountId: number): Promise<string> => readAsOf(services().database, accountId),
);
