import type { Services } from "@/server/commands/_run/services";
import { readDeviceRights } from "@/server/dialects/wukongim/queries/device-token";
import type { LiveSession } from "@/server/dialects/wukongim/socket/delivery/session";
import { SOCKET_REASONS } from "@/server/dialects/wukongim/socket/wire/requests";
import { coalesce } from "@/server/lib/async/semaphore";
import { isSameHash } from "./device";

/** Rights of a device hold for this long, in ms. */
const RIGHTS_MS = 1_000;

type Options = Pick<Services, "database" | "now"> & {
  accountId: number;
  sessions: ReadonlySet<LiveSession>;
};

/** Ends the sessions whose token, inbox or contact has ended, and those of customers whom the account has put on its side. */
export function createRightsCheck({ database, now, accountId, sessions }: Options) {
  const checkedAtMs = new WeakMap<LiveSession, number>();
  const note = (session: LiveSession) => void checkedAtMs.set(session, now().getTime());
  const check = coalesce(async () => {
    const nowMs = now().getTime();
    const due = [...sessions].filter((session) => isDue(checkedAtMs.get(session), nowMs));
    if (due.length === 0) return;
    const devices = due.map(({ device }) => device);
    const rights = await readDeviceRights(database, accountId, devices);
    for (const [i, session] of due.entries()) {
      note(session);
      endIfLost(session, rights[i] ?? null);
    }
  });
  return {
    /** The rights of a session were read just now. */
    note,
    /** Reads those again that may have changed, in one statement; one at a time. */
    check,
  };
}

/** A check in the future was before the clock was set back. */
const isDue = (checkedMs: number | undefined, nowMs: number): boolean =>
  checkedMs === undefined || checkedMs > nowMs || checkedMs <= nowMs - RIGHTS_MS;

type Rights = Awaited<ReturnType<typeof readDeviceRights>>[number];

function endIfLost(session: LiveSession, rights: Rights): void {
  const { tokenHash, contactId } = session.device;
  if (!rights || !isSameHash(rights.tokenHash, tokenHash))
    session.end(SOCKET_REASONS.authFail, "The token has ended. Connect with a new one.");
  else if (contactId !== null && rights.contactId !== contactId)
    session.end(SOCKET_REASONS.system, "The user is another contact now. Connect again.");
  else if (contactId !== null && rights.isSystem)
    session.end(SOCKET_REASONS.system, "The user is on the account's side now. Connect again.");
}
