import { randomUUID } from "node:crypto";
import { changePassword, makePasswordLink, setPasswordByLink } from "@/server/commands/credentials/passwords";
import { inviteMember, updateMember } from "@/server/commands/members/members";
import { setAvailability, updateProfile } from "@/server/commands/members/profile";
import { systemCaller } from "@/server/contract/_shared/caller";
import { forbidden, invited, ofAgent } from "@/test/guarantees/laws/entries/conversations/states";
import { type Entry, entry } from "@/test/guarantees/laws/entry";
import type { Stage } from "@/test/guarantees/laws/stage";

const links = new WeakMap<Stage, string>();
/** A stage may give several cases a link each. */
function newLink(s: Stage): string {
  const secret = randomUUID();
  links.set(s, secret);
  return secret;
}
/** The last one. */
const linkOf = (s: Stage): string => links.get(s) ?? newLink(s);

export const PASSWORD_ENTRIES: Record<string, Entry> = {
  "make-password-link": entry(makePasswordLink)({
    cases: [
      {
        title: "in place of an earlier one, which no DTO shows",
        expect: "nothing",
        given: (s) => s.run(makePasswordLink, { userId: ofAgent(s), secret: randomUUID() }),
        input: (s) => ({ userId: ofAgent(s), secret: randomUUID() }),
      },
      {
        title: "by mail",
        expect: "nothing",
        input: (s) => ({ userId: ofAgent(s), secret: randomUUID(), mail: { locale: "zh" } }),
      },
      {
        title: "for a deactivated member",
        expect: "member.deactivated",
        given: (s) => s.run(updateMember, { userId: ofAgent(s), state: "deactivated" }),
        input: (s) => ({ userId: ofAgent(s), secret: randomUUID() }),
      },
      {
        title: "for oneself",
        expect: "member.is_caller",
        input: (s) => ({ userId: s.admin.userId ?? 0, secret: randomUUID() }),
      },
      { title: "by an agent", ...forbidden, input: (s) => ({ userId: ofAgent(s), secret: randomUUID() }) },
    ],
    foreign: [
      {
        what: "member",
        scope: "account",
        expect: "member.not_found",
        input: (_, o) => ({ userId: ofAgent(o), secret: randomUUID() }),
      },
    ],
  }),

  "set-password-by-link": entry(setPasswordByLink)({
    cases: [
      {
        title: "of an invitation",
        expect: ["session.revoked", "member.updated"],
        as: (s) => systemCaller(s.accountId),
        given: (s) => s.run(inviteMember, invited({ secret: newLink(s) })),
        input: (s) => ({ secret: linkOf(s), passwordHash: "unusable", address: "192.0.2.1" }),
      },
      {
        title: "after a password reset",
        expect: ["session.revoked"],
        as: (s) => systemCaller(s.accountId),
        given: (s) => s.run(makePasswordLink, { userId: ofAgent(s), secret: newLink(s) }),
        input: (s) => ({ secret: linkOf(s), passwordHash: "unusable", address: "192.0.2.1" }),
      },
      {
        title: "by a link that is none",
        expect: "link.invalid",
        as: (s) => systemCaller(s.accountId),
        input: () => ({ secret: randomUUID(), passwordHash: "unusable", address: "192.0.2.1" }),
      },
      {
        title: "by an administrator",
        ...forbidden,
        as: (s) => s.admin,
        input: (s) => ({ secret: linkOf(s), passwordHash: "unusable", address: "192.0.2.1" }),
      },
    ],
    foreign: "the link determines the account; only its page calls it, as Tickline",
  }),

  "set-availability": entry(setAvailability)({
    cases: [
      {
        title: "to away",
        expect: ["member.updated"],
        as: (s) => s.agent,
        input: () => ({ availability: "away" as const }),
      },
      { title: "as it is", expect: "nothing", input: () => ({ availability: "online" as const }) },
      {
        title: "by a caller without a user",
        expect: "member.not_found",
        as: (s) => ({ ...s.admin, userId: null }),
        input: () => ({ availability: "away" as const }),
      },
      {
        title: "of another, by an administrator",
        expect: ["member.updated"],
        input: (s) => ({ availability: "away" as const, userId: ofAgent(s) }),
      },
      {
        title: "of another, by an agent",
        ...forbidden,
        input: (s) => ({ availability: "away" as const, userId: s.admin.userId ?? 0 }),
      },
    ],
    foreign: [
      {
        what: "member",
        scope: "account",
        expect: "member.not_found",
        input: (_, o) => ({ availability: "away" as const, userId: ofAgent(o) }),
      },
    ],
  }),
  "update-profile": entry(updateProfile)({
    cases: [
      {
        title: "another name",
        expect: ["member.updated"],
        as: (s) => s.agent,
        input: () => ({ name: "Grace Hopper" }),
      },
      { title: "the same name", expect: "nothing", as: (s) => s.agent, input: () => ({ name: "Grace" }) },
      {
        title: "by a caller without a user",
        expect: "member.not_found",
        as: (s) => systemCaller(s.accountId),
        input: () => ({ name: "x" }),
      },
    ],
    foreign: "names nothing; it is the caller's own",
  }),

  "change-password": entry(changePassword)({
    cases: [
      {
        title: "one's own",
        expect: ["session.revoked"],
        as: (s) => s.agent,
        input: () => ({ passwordHash: "unusable", address: "192.0.2.1" }),
      },
      {
        title: "by a caller without a user",
        expect: "member.not_found",
        as: (s) => systemCaller(s.accountId),
        input: () => ({ passwordHash: "unusable", address: "192.0.2.1" }),
      },
    ],
    foreign: "names nothing; it is the caller's own",
  }),
};
