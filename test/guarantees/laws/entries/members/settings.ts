import { randomUUID } from "node:crypto";
import { changePolicy, revertPolicyChange } from "@/server/commands/inboxes/change-policy";
import { createInbox, updateInbox } from "@/server/commands/inboxes/inboxes";
import { reviewInbox } from "@/server/commands/inboxes/review-inbox";
import { createAccount, removeDemo } from "@/server/commands/members/account";
import { createMember } from "@/server/commands/members/members";
import { systemCaller } from "@/server/contract/_shared/caller";
import { listPolicyChanges } from "@/server/queries/inboxes/setting-changes";
import { CALLBACK, CALLBACK_CASES } from "@/test/guarantees/laws/entries/agent-bots";
import { forbidden, person, withPolicy } from "@/test/guarantees/laws/entries/conversations/states";
import { type Entry, entry } from "@/test/guarantees/laws/entry";
import type { Stage } from "@/test/guarantees/laws/stage";
import { AUDIT_ENTRIES } from "./account-settings";

const newAccount = (email: string) => ({
  name: "Second",
  administrator: { name: "Barbara", email, passwordHash: "unusable" },
  token: { name: "first", secret: randomUUID() },
});

/** The last change of each account's policy. */
const changes = new Map<number, number>();

const botIsOn = async (stage: Stage) => {
  await withPolicy({ botEnabled: true })(stage);
  const { data } = await listPolicyChanges(stage.world.database, stage.admin, {
    inboxId: stage.inbox.id,
    limit: 1,
  });
  changes.set(stage.accountId, data[0]?.id ?? 0);
};

export const SETTINGS_ENTRIES: Record<string, Entry> = {
  ...AUDIT_ENTRIES,
  "create-account": entry(createAccount)({
    cases: [
      {
        title: "by the operator",
        expect: ["account.created", "member.created", "token.created"],
        as: () => systemCaller(0),
        input: () => newAccount(`${randomUUID()}@example.test`),
      },
      { title: "by an administrator", expect: "auth.forbidden", input: () => newAccount("x@example.test") },
      {
        title: "with an email that is taken",
        expect: "user.email_taken",
        as: () => systemCaller(0),
        given: (s) => s.run(createMember, person({ email: `taken-${s.accountId}@example.test` })),
        input: (s) => newAccount(`Taken-${s.accountId}@example.test`),
      },
    ],
    foreign: "names nothing that exists; only the operator may",
  }),

  "remove-demo": entry(removeDemo)({
    cases: [
      { title: "where there is none", expect: "account.not_demo", input: () => ({}) },
      { title: "by an agent", ...forbidden, input: () => ({}) },
    ],
    foreign:
      "takes no id: the account is the caller's; server/commands/members/remove-demo.test.ts removes it",
  }),

  "create-inbox": entry(createInbox)({
    cases: [
      {
        title: "with a policy",
        expect: ["inbox.created"],
        input: () => ({
          name: "Chat",
          channel: "wukongim",
          messagesStartAs: "sent",
          policy: { botEnabled: true },
        }),
      },
      {
        title: "with a callback in Chatwoot's format",
        expect: ["inbox.created", "endpoint.created"],
        input: () => ({ name: "x", channel: "api", ...CALLBACK }),
      },
      { title: "by an agent", ...forbidden, input: () => ({ name: "x", channel: "api" }) },
    ],
    foreign: "names nothing that exists",
  }),

  "update-inbox": entry(updateInbox)({
    cases: [
      {
        title: "name and callback",
        expect: ["inbox.updated", "inbox.updated"],
        input: (s) => ({ inboxId: s.inbox.id, name: "Shop", callbackUrl: "https://example.test/hook" }),
      },
      {
        title: "on legal hold",
        expect: ["inbox.updated"],
        input: (s) => ({ inboxId: s.inbox.id, legalHold: true }),
      },
      {
        title: "appending signatures",
        expect: ["inbox.updated"],
        input: (s) => ({ inboxId: s.inbox.id, appendsSignatures: true }),
      },
      ...CALLBACK_CASES,
      {
        title: "with the same values",
        expect: "nothing",
        input: (s) => ({ inboxId: s.inbox.id, name: s.inbox.name }),
      },
      { title: "by an agent", ...forbidden, input: (s) => ({ inboxId: s.inbox.id, name: "x" }) },
    ],
    foreign: [
      {
        what: "inbox",
        scope: "inbox",
        expect: "inbox.not_found",
        input: (_, o) => ({ inboxId: o.inbox.id, name: "x" }),
      },
    ],
  }),

  "change-policy": entry(changePolicy)({
    cases: [
      {
        title: "two settings",
        expect: ["policy.changed"],
        input: (s) => ({
          inboxId: s.inbox.id,
          settings: { botEnabled: true, onMessageAfterResolve: "newConversation" },
          reason: "a bot is here",
        }),
      },
      {
        title: "to the same value",
        expect: "nothing",
        given: withPolicy({ botEnabled: true }),
        input: (s) => ({ inboxId: s.inbox.id, settings: { botEnabled: true, startAsPending: false } }),
      },
      {
        title: "by an agent",
        ...forbidden,
        input: (s) => ({ inboxId: s.inbox.id, settings: { botEnabled: true } }),
      },
    ],
    foreign: [
      {
        what: "inbox",
        scope: "inbox",
        expect: "inbox.not_found",
        input: (_, o) => ({ inboxId: o.inbox.id, settings: { botEnabled: true } }),
      },
    ],
  }),

  "revert-policy-change": entry(revertPolicyChange)({
    cases: [
      {
        title: "the last one",
        expect: ["policy.changed"],
        given: botIsOn,
        input: (s) => ({ inboxId: s.inbox.id, changeId: changes.get(s.accountId) ?? 0, reason: "too early" }),
      },
      {
        title: "one that was followed by another",
        expect: "undo.superseded",
        given: async (s) => {
          await botIsOn(s);
          await withPolicy({ botEnabled: false })(s);
        },
        input: (s) => ({ inboxId: s.inbox.id, changeId: changes.get(s.accountId) ?? 0 }),
      },
      {
        title: "one that does not exist",
        expect: "policy.change_not_found",
        input: (s) => ({ inboxId: s.inbox.id, changeId: 1e9 }),
      },
      {
        title: "by an agent",
        ...forbidden,
        given: botIsOn,
        input: (s) => ({ inboxId: s.inbox.id, changeId: changes.get(s.accountId) ?? 0 }),
      },
    ],
    foreign: [
      {
        what: "inbox",
        scope: "inbox",
        expect: "inbox.not_found",
        given: botIsOn,
        input: (_, o) => ({ inboxId: o.inbox.id, changeId: changes.get(o.accountId) ?? 0 }),
      },
      {
        what: "change",
        scope: "account",
        expect: "policy.change_not_found",
        given: botIsOn,
        input: (a, o) => ({ inboxId: a.inbox.id, changeId: changes.get(o.accountId) ?? 0 }),
      },
    ],
  }),

  "review-inbox": entry(reviewInbox)({
    cases: [
      { title: "by an administrator", expect: ["inbox.reviewed"], input: (s) => ({ inboxId: s.inbox.id }) },
      { title: "by an agent", ...forbidden, input: (s) => ({ inboxId: s.inbox.id }) },
    ],
    foreign: [
      {
        what: "inbox",
        scope: "inbox",
        expect: "inbox.not_found",
        input: (_, o) => ({ inboxId: o.inbox.id }),
      },
    ],
  }),
};
