import { randomUUID } from "node:crypto";
import { beginSession, endSession, reauthenticate } from "@/server/commands/credentials/sessions";
import { systemCaller } from "@/server/contract/_shared/caller";
import { all, forbidden, ofAgent } from "@/test/guarantees/laws/entries/conversations/states";
import { type Entry, entry } from "@/test/guarantees/laws/entry";
import type { Stage } from "@/test/guarantees/laws/stage";
import { turnOnTwoFactor } from "@/test/guarantees/members/turn-on-two-factor";

/** One of the stage's agent, by the account's id. */
export const sessionIdOf = (s: Stage) => `00000000-0000-4000-8000-${String(s.accountId).padStart(12, "0")}`;
/** One of the stage's administrator. */
export const adminSessionIdOf = (s: Stage) => sessionIdOf(s).replace("-8000-", "-9000-");

/** Begins a session, unless another case of the same stage has. */
async function begin(s: Stage, sessionId: string, userId: number): Promise<void> {
  const known = await s.world.database.query("select 1 from user_session where id = $1", [sessionId]);
  if (known.length > 0) return;
  const from = { agent: "Firefox", address: "192.0.2.7" };
  await s.world.run(beginSession, systemCaller(s.accountId), { userId, sessionId, ...from });
}
export const begunSession = (s: Stage) => begin(s, sessionIdOf(s), ofAgent(s));
export const begunAdminSession = (s: Stage) => begin(s, adminSessionIdOf(s), s.admin.userId ?? 0);
const ofNew = (s: Stage) => ({
  userId: ofAgent(s),
  sessionId: randomUUID(),
  agent: "Firefox",
  address: "192.0.2.7",
});

export const SESSION_ENTRIES: Record<string, Entry> = {
  "begin-session": entry(beginSession)({
    cases: [
      { title: "of a member", expect: "nothing", as: (s) => systemCaller(s.accountId), input: ofNew },
      {
        title: "of an unknown user",
        expect: "member.not_found",
        as: (s) => systemCaller(s.accountId),
        input: (s) => ({ ...ofNew(s), userId: 999_999_999 }),
      },
      { title: "by an administrator", ...forbidden, as: (s) => s.admin, input: ofNew },
    ],
    foreign: "the password determines the member; only the sign-in calls it, as Tickline",
  }),

  reauthenticate: entry(reauthenticate)({
    cases: [
      {
        title: "in one's own session",
        expect: "nothing",
        as: (s) => s.agent,
        given: begunSession,
        input: (s) => ({ sessionId: sessionIdOf(s) }),
      },
      {
        title: "by a recovery code",
        expect: "nothing",
        as: (s) => s.agent,
        given: all(begunSession, (s) => turnOnTwoFactor(s.world, s.agent, ["AAAA-AAAA-AAAA-AAAA"])),
        input: (s) => ({ sessionId: sessionIdOf(s), code: "aaaa aaaa aaaa aaaa" }),
      },
      {
        title: "by a code, while two-factor authentication is off",
        expect: "two_factor.not_on",
        as: (s) => s.agent,
        given: begunSession,
        input: (s) => ({ sessionId: sessionIdOf(s), code: "123456" }),
      },
      {
        title: "in a colleague's session",
        expect: "session.not_found",
        given: begunSession,
        input: (s) => ({ sessionId: sessionIdOf(s) }),
      },
      {
        title: "by a caller without a user",
        expect: "auth.forbidden",
        as: (s) => systemCaller(s.accountId),
        given: begunSession,
        input: (s) => ({ sessionId: sessionIdOf(s) }),
      },
    ],
    foreign: "names a session, and takes the caller's own only",
  }),

  "end-session": entry(endSession)({
    cases: [
      {
        title: "one's own",
        expect: ["session.revoked"],
        as: (s) => s.agent,
        given: begunSession,
        input: (s) => ({ sessionId: sessionIdOf(s) }),
      },
      {
        title: "that has ended",
        expect: "session.not_found",
        as: (s) => s.agent,
        input: () => ({ sessionId: randomUUID() }),
      },
      {
        title: "a colleague's",
        expect: "session.not_found",
        given: begunSession,
        input: (s) => ({ sessionId: sessionIdOf(s) }),
      },
      {
        title: "by a caller without a user",
        expect: "member.not_found",
        as: (s) => systemCaller(s.accountId),
        input: () => ({ sessionId: randomUUID() }),
      },
    ],
    foreign: "only one's own are found, of whatever account: see its cases",
  }),
};
