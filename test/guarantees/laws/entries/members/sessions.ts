import { randomUUID } from "node:crypto";
import { beginSession } from "@/server/commands/credentials/begin-session";
import { endSession } from "@/server/commands/credentials/end-session";
import { systemCaller } from "@/server/contract/_shared/caller";
import { forbidden, ofAgent } from "@/test/guarantees/laws/entries/conversations/states";
import { type Entry, entry } from "@/test/guarantees/laws/entry";
import type { Stage } from "@/test/guarantees/laws/stage";

/** One of the stage's agent, by the account's id. */
const idOf = (s: Stage) => `00000000-0000-4000-8000-${String(s.accountId).padStart(12, "0")}`;
const begun = (s: Stage) =>
  s.world.run(beginSession, systemCaller(s.accountId), {
    userId: ofAgent(s),
    sessionId: idOf(s),
    agent: "Firefox",
    address: "192.0.2.7",
  });
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

  "end-session": entry(endSession)({
    cases: [
      {
        title: "one's own",
        expect: "events",
        as: (s) => s.agent,
        given: begun,
        input: (s) => ({ sessionId: idOf(s) }),
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
        given: begun,
        input: (s) => ({ sessionId: idOf(s) }),
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
