import { randomUUID } from "node:crypto";
import { makePasswordLink } from "@/server/commands/credentials/passwords";
import { revokeSessions } from "@/server/commands/credentials/sessions";
import { type CreateToken, createToken, revokeToken } from "@/server/commands/credentials/tokens";
import { createMember, inviteMember, updateMember } from "@/server/commands/members/members";
import { systemCaller } from "@/server/contract/_shared/caller";
import { forbidden, invited, ofAgent, person } from "@/test/guarantees/laws/entries/conversations/states";
import { type Entry, entry } from "@/test/guarantees/laws/entry";
import type { Stage } from "@/test/guarantees/laws/stage";

export const MEMBER_ENTRIES: Record<string, Entry> = {
  "create-member": entry(createMember)({
    cases: [
      {
        title: "an agent of an inbox",
        expect: ["member.created"],
        input: (s) => person({ inboxIds: [s.inbox.id, s.inbox.id] }),
      },
      {
        title: "with an email that is taken",
        expect: "user.email_taken",
        given: (s) => s.run(createMember, person({ email: `m-${s.accountId}@example.test` })),
        input: (s) => person({ email: `M-${s.accountId}@example.test` }),
      },
      { title: "by an agent", ...forbidden, input: () => person() },
    ],
    foreign: [
      {
        what: "inbox",
        scope: "account",
        expect: "inbox.not_found",
        input: (_, o) => person({ inboxIds: [o.inbox.id] }),
      },
    ],
  }),

  "update-member": entry(updateMember)({
    cases: [
      {
        title: "role and inboxes",
        expect: ["member.updated"],
        input: (s) => ({
          userId: ofAgent(s),
          role: "administrator",
          inboxIds: [s.hiddenInbox.id, s.inbox.id],
        }),
      },
      {
        title: "to the same value",
        expect: "nothing",
        input: (s) => ({ userId: ofAgent(s), role: "agent", inboxIds: [s.inbox.id, s.inbox.id] }),
      },
      {
        title: "one of the inboxes",
        expect: ["member.updated"],
        input: (s) => ({
          userId: ofAgent(s),
          addInboxIds: [s.hiddenInbox.id],
          removeInboxIds: [s.inbox.id],
        }),
      },
      {
        title: "deactivated",
        expect: ["member.updated"],
        given: (s) => s.run(makePasswordLink, { userId: ofAgent(s), secret: randomUUID() }),
        input: (s) => ({ userId: ofAgent(s), state: "deactivated" }),
      },
      {
        title: "the last administrator, to an agent",
        expect: "member.last_administrator",
        input: (s) => ({ userId: s.admin.userId ?? 0, role: "agent" }),
      },
      {
        title: "the last administrator, deactivated",
        expect: "member.last_administrator",
        input: (s) => ({ userId: s.admin.userId ?? 0, state: "deactivated" }),
      },
      {
        title: "one of two administrators, to an agent",
        expect: ["member.updated"],
        given: (s) => s.run(updateMember, { userId: ofAgent(s), role: "administrator" }),
        input: (s) => ({ userId: s.admin.userId ?? 0, role: "agent" }),
      },
      { title: "by an agent", ...forbidden, input: (s) => ({ userId: ofAgent(s), role: "administrator" }) },
    ],
    foreign: [
      {
        what: "member",
        scope: "account",
        expect: "member.not_found",
        input: (_, o) => ({ userId: ofAgent(o), role: "administrator" }),
      },
      {
        what: "inbox",
        scope: "account",
        expect: "inbox.not_found",
        input: (a, o) => ({ userId: ofAgent(a), inboxIds: [o.inbox.id] }),
      },
      {
        what: "added inbox",
        scope: "account",
        expect: "inbox.not_found",
        input: (a, o) => ({ userId: ofAgent(a), addInboxIds: [o.inbox.id] }),
      },
    ],
  }),

  "revoke-sessions": entry(revokeSessions)({
    cases: [
      {
        title: "one's own",
        expect: ["session.revoked"],
        as: (s) => s.agent,
        input: (s) => ({ userId: ofAgent(s) }),
      },
      {
        title: "of another, as an administrator",
        expect: ["session.revoked"],
        input: (s) => ({ userId: ofAgent(s) }),
      },
      { title: "of another, as an agent", ...forbidden, input: (s) => ({ userId: s.admin.userId ?? 0 }) },
    ],
    foreign: [
      {
        what: "member",
        scope: "account",
        expect: "member.not_found",
        input: (_, o) => ({ userId: ofAgent(o) }),
      },
    ],
  }),

  "create-token": entry(createToken)({
    cases: [
      {
        title: "of one's own",
        expect: ["token.created"],
        as: (s) => s.agent,
        input: () => ({ name: "CRM", secret: randomUUID() }),
      },
      {
        title: "read-only, for an inbox, for a while",
        expect: ["token.created"],
        input: (s) => ({
          name: "Report",
          secret: randomUUID(),
          role: "agent",
          inboxIds: [s.inbox.id, s.inbox.id],
          isReadOnly: true,
          expiresAt: "2199-01-01T00:00:00.000Z",
        }),
      },
      ...(
        [
          ["for an administrator, with chosen inboxes", (s) => ({ inboxIds: [s.inbox.id] })],
          ["for an agent, to delete permanently", () => ({ role: "agent", scopes: ["conversations:purge"] })],
          ["read-only, to delete permanently", () => ({ isReadOnly: true, scopes: ["conversations:purge"] })],
          ["that has expired", () => ({ expiresAt: "2000-01-01T00:00:00.000Z" })],
        ] as [string, (s: Stage) => Partial<CreateToken>][]
      ).map(([title, rights]) => ({
        title,
        expect: "input.invalid" as const,
        input: (s: Stage) => ({ name: "CRM", secret: randomUUID(), ...rights(s) }),
      })),
      {
        title: "by a caller without a user",
        expect: "auth.forbidden",
        as: (s) => systemCaller(s.accountId),
        input: () => ({ name: "CRM", secret: randomUUID() }),
      },
    ],
    foreign: [
      {
        what: "inbox",
        scope: "account",
        expect: "inbox.not_found",
        input: (_, o) => ({ name: "CRM", secret: randomUUID(), role: "agent", inboxIds: [o.inbox.id] }),
      },
    ],
  }),

  "revoke-token": entry(revokeToken)({
    cases: [
      { title: "one's own", expect: ["token.revoked"], input: (s) => ({ tokenId: s.token.id }) },
      {
        title: "a second time",
        expect: "nothing",
        given: (s) => s.run(revokeToken, { tokenId: s.token.id }),
        input: (s) => ({ tokenId: s.token.id }),
      },
      { title: "of another, as an agent", ...forbidden, input: (s) => ({ tokenId: s.token.id }) },
    ],
    foreign: [
      {
        what: "token",
        scope: "account",
        expect: "token.not_found",
        input: (_, o) => ({ tokenId: o.token.id }),
      },
    ],
  }),

  "invite-member": entry(inviteMember)({
    cases: [
      {
        title: "an agent of an inbox",
        expect: ["member.created"],
        input: (s) => invited({ inboxIds: [s.inbox.id] }),
      },
      { title: "by mail", expect: ["member.created"], input: () => invited({ mail: { locale: "en" } }) },
      {
        title: "with an email that is taken",
        expect: "user.email_taken",
        given: (s) => s.run(inviteMember, invited({ email: `i-${s.accountId}@example.test` })),
        input: (s) => invited({ email: `I-${s.accountId}@example.test` }),
      },
      { title: "by an agent", ...forbidden, input: () => invited() },
    ],
    foreign: [
      {
        what: "inbox",
        scope: "account",
        expect: "inbox.not_found",
        input: (_, o) => invited({ inboxIds: [o.inbox.id] }),
      },
    ],
  }),
};
