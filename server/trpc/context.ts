import type { Services } from "@/server/commands/_run/services";
import { log } from "@/server/lib/process/log";
import { reasonOf } from "@/server/lib/process/start-failure";
import type { SessionCaller } from "@/server/queries/credentials/find-caller";
import { recordSessionUse } from "@/server/queries/credentials/record-session-use";
import { readSessionCaller, readSessionCallerLately } from "@/server/queries/credentials/session-caller";

/** What every procedure works with. */
export type Context = Omit<Services, "receipts"> & {
  /** Who asks; null = nobody. */
  caller: SessionCaller | null;
  /** Who asks by now: for streams, which outlive a session. */
  readCaller: () => Promise<SessionCaller | null>;
};

/** The context behind a sign-in. */
export type MemberContext = Context & { caller: SessionCaller };

/**
 * The context of one request: its session is read once, whatever the size of the batch. `isForStream`: it only says what
 * a stream is to show, which is checked by itself.
 */
export async function createContext(
  services: Omit<Services, "receipts">,
  headers: Headers,
  { isForStream = false }: { isForStream?: boolean } = {},
): Promise<Context> {
  const read = isForStream ? readSessionCallerLately : readSessionCaller;
  return contextOf(services, await read(services.database, headers), headers);
}

/** The context of a request whose caller has been read. */
export function contextOf(
  { database, run, now, mailsLinks }: Omit<Services, "receipts">,
  caller: SessionCaller | null,
  headers: Headers,
): Context {
  if (caller?.sessionId) noteSeen({ database, now }, caller.sessionId, headers);
  return { database, run, now, mailsLinks, readCaller: () => readSessionCaller(database, headers), caller };
}

/** Beside the request: nobody waits for it, and nothing fails by it. */
function noteSeen(
  { database, now }: Pick<Services, "database" | "now">,
  sessionId: string,
  headers: Headers,
): void {
  const address = headers.get("x-forwarded-for") ?? "unknown"; // made true by our front
  recordSessionUse(database, { sessionId, address, now: now() }).catch((error: unknown) =>
    log.warn({ reason: reasonOf(error) }, "a session's last visit was not kept"),
  );
}
