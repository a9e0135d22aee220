import type { SessionDto } from "@/server/contract/credentials/session";
import type { Db } from "@/server/store/_postgres/db";
import { listSessions as list } from "@/server/store/credentials/sessions";
import type { SessionCaller } from "./find-caller";

const SESSIONS_MAX = 100;

/** The caller's sessions, the last seen first, with a mark on the current one. */
export async function listSessions(
  db: Db,
  caller: SessionCaller,
): Promise<(SessionDto & { isThis: boolean })[]> {
  const sessions = await list(db, caller.member.id, SESSIONS_MAX);
  return sessions.map((session) => ({ ...session, isThis: session.id === caller.sessionId }));
}
