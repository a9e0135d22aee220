import { randomUUID } from "node:crypto";
import { beginSession, endSession, reauthenticate } from "@/server/commands/credentials/sessions";
import { signInBySso, unlinkSso } from "@/server/commands/credentials/single-sign-on";
import { updateMember } from "@/server/commands/members/members";
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

const system = (s: Stage) => systemCaller(s.accountId);
/** A person whom the provider of the stage's account knows. */
const person = (s: Stage, more: Partial<Parameters<typeof signInBySso>[1]> = {}) => ({
  issuer: `https://login.example.com/${s.accountId}`,
  subject: "person-1",
  name: "Grace Hopper",
  email: `grace-${s.accountId}@sso.example.test`,
  createsMembers: true,
  ...more,
});
const emailOf = async (s: Stage, userId: number) => {
  const [row] = await s.world.database.query<{ email: string }>("select email from app_user where id = $1", [
    userId,
  ]);
  return row?.email ?? null;
};
const linkAgent = async (s: Stage) =>
  s.world.run(signInBySso, system(s), person(s, { email: await emailOf(s, ofAgent(s)) }));
const linkAdministrator = async (s: Stage) =>
  s.world.run(signInBySso, system(s), person(s, { email: await emailOf(s, s.admin.userId ?? 0) }));

export const SINGLE_SIGN_ON_ENTRIES: Record<string, Entry> = {
  "sign-in-by-sso": entry(signInBySso)({
    cases: [
      {
        title: "of a new person, with an inbox",
        expect: ["member.created", "member.updated"],
        as: system,
        input: (s) => person(s, { inboxes: [s.inbox.name.toUpperCase(), "no such inbox"] }),
      },
      {
        title: "of a linked member, unchanged",
        expect: "nothing",
        as: system,
        given: linkAgent,
        input: person,
      },
      {
        title: "of a linked member, with another role",
        expect: ["member.updated"],
        as: system,
        given: linkAgent,
        input: (s) => person(s, { role: "administrator" }),
      },
      {
        title: "of a linked member, with another inbox by its id",
        expect: ["member.updated"],
        as: system,
        given: linkAgent,
        input: (s) => person(s, { inboxes: [String(s.hiddenInbox.id)] }),
      },
      {
        title: "of the last administrator, who stays one",
        expect: "nothing",
        as: system,
        given: linkAdministrator,
        input: (s) => person(s, { role: "agent" }),
      },
      {
        title: "of a person without a member",
        expect: "sso.not_member",
        as: system,
        input: (s) => person(s, { createsMembers: false }),
      },
      {
        title: "of a new person without a verified email",
        expect: "sso.email_unverified",
        as: system,
        input: (s) => person(s, { email: null }),
      },
      {
        title: "of a deactivated member",
        expect: "sso.not_member",
        as: system,
        given: all(linkAgent, (s) => s.run(updateMember, { userId: ofAgent(s), state: "deactivated" })),
        input: person,
      },
      { title: "by an administrator", ...forbidden, as: (s) => s.admin, input: person },
    ],
    foreign:
      "the provider determines the member, in the account of its settings: see test/guarantees/members",
  }),

  "unlink-sso": entry(unlinkSso)({
    cases: [
      {
        title: "of a linked member",
        expect: "nothing",
        given: linkAgent,
        input: (s) => ({ userId: ofAgent(s) }),
      },
      {
        title: "of a member without a link",
        expect: "sso.not_linked",
        input: (s) => ({ userId: ofAgent(s) }),
      },
      { title: "by an agent", ...forbidden, given: linkAgent, input: (s) => ({ userId: ofAgent(s) }) },
    ],
    foreign: [
      {
        what: "member",
        scope: "account",
        expect: "member.not_found",
        given: linkAgent,
        input: (_, o) => ({ userId: ofAgent(o) }),
      },
    ],
  }),
};
