import { signInBySso, unlinkSso } from "@/server/commands/credentials/single-sign-on";
import { updateMember } from "@/server/commands/members/members";
import { systemCaller } from "@/server/contract/_shared/caller";
import { all, forbidden, ofAgent } from "@/test/guarantees/laws/entries/conversations/states";
import { type Entry, entry } from "@/test/guarantees/laws/entry";
import type { Stage } from "@/test/guarantees/laws/stage";

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
        title: "of a new person without a verified e-mail",
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
