import { type Services, servicesFor } from "@/server/commands/_run/services";
import { log } from "@/server/lib/process/log";
import { reasonOf } from "@/server/lib/process/start-failure";
import type { SessionCaller } from "@/server/queries/credentials/find-caller";
import {
  readSessionCaller,
  readSessionCallerLately,
  readSignedIn,
  recordSessionUse,
} from "@/server/queries/credentials/session-caller";

/** The context of every procedure. */
export type Context = Omit<Services, "receipts" | "changes"> & {
  /** The caller, who may lack two-factor authentication; null = signed out. */
  caller: SessionCaller | null;
  /** Reaches all accounts; for passwords and limits only. `database` sees the caller's account. */
  allAccounts: Services["database"];
  /** Reads the caller again: for streams, which outlive a session. */
  readCaller: () => Promise<SessionCaller | null>;
};

/** The context of a signed-in member. */
export type MemberContext = Context & { caller: SessionCaller };

/**
 * The context of one request: its session is read once, whatever the size of the batch. `isForStream`: it only sets
 * a stream's topics; the stream checks its session itself.
 */
export async function createContext(
  services: Omit<Services, "receipts" | "changes">,
  headers: Headers,
  { isForStream = false }: { isForStream?: boolean } = {},
): Promise<Context> {
  const read = isForStream ? readSessionCallerLately : readSignedIn;
  return contextOf(services, await read(services.database, headers), headers);
}

/** The context of a request whose caller has been read. */
export function contextOf<C extends SessionCaller | null>(
  services: Omit<Services, "receipts" | "changes">,
  caller: C,
  headers: Headers,
): Context & { caller: C } {
  const { database, now } = services;
  if (caller?.sessionId) noteSeen({ database, now }, caller.sessionId, headers);
  return {
    ...services,
    database: caller ? servicesFor({ database }, caller).database : database,
    allAccounts: database,
    readCaller: () => readSessionCaller(database, headers),
    caller,
  };
}

/** Runs in the background: the request neither waits for it nor fails with it. */
function noteSeen(
  { database, now }: Pick<Services, "database" | "now">,
  sessionId: string,
  headers: Headers,
): void {
  const address = headers.get("x-forwarded-for") ?? "unknown"; // corrected by front.ts
  recordSessionUse(database, { sessionId, address, now: now() }).catch((error: unknown) =>
    log.warn({ reason: reasonOf(error) }, "a session's last visit was not kept"),
  );
}
