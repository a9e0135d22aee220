import { assignConversation } from "@/server/commands/conversations/assign";
import { changeStatus, wakeDue } from "@/server/commands/conversations/change-status";
import { labelConversation } from "@/server/commands/organising/labels";
import { systemCaller } from "@/server/contract/_shared/caller";
import { type Entry, entry } from "@/test/guarantees/laws/entry";
import type { Stage } from "@/test/guarantees/laws/stage";
import { ATTRIBUTE_ENTRIES } from "./attributes";
import { TOGETHER_ENTRIES } from "./moves";
import { SEEN_ENTRIES } from "./seen";
import {
  all,
  conversation,
  foreignConversation,
  later,
  PRIORITY_ENTRIES,
  resolved,
  signal,
  snoozedOut,
  trash,
} from "./states";
import { UNDO_ENTRIES } from "./undo";

const change = (name: Parameters<typeof changeStatus>[1]["signal"], hours: number | null = null) => ({
  input: (stage: Stage) => ({
    conversation: conversation(stage),
    signal: name,
    until: hours === null ? null : later(stage, hours),
  }),
});

export const CONVERSATION_ENTRIES: Record<string, Entry> = {
  ...UNDO_ENTRIES,
  ...TOGETHER_ENTRIES,
  ...PRIORITY_ENTRIES,
  ...ATTRIBUTE_ENTRIES,
  ...SEEN_ENTRIES,
  "change-status": entry(changeStatus)({
    cases: [
      { title: "resolve an open one", expect: ["conversation.status_changed"], ...change("resolve") },
      {
        title: "resolve by its display id",
        expect: ["conversation.status_changed"],
        input: (s) => ({ conversation: { displayId: s.conversation.displayId }, signal: "resolve" }),
      },
      { title: "resolve a resolved one", expect: "nothing", given: resolved, ...change("resolve") },
      {
        title: "reopen a resolved one",
        expect: ["conversation.status_changed"],
        given: resolved,
        ...change("reopen"),
      },
      { title: "reopen an open one", expect: "nothing", ...change("reopen") },
      {
        title: "mark pending",
        expect: ["conversation.status_changed"],
        as: (s) => s.agent,
        ...change("markPending"),
      },
      { title: "snooze until a time", expect: ["conversation.status_changed"], ...change("snooze", 1) },
      {
        title: "snooze until the customer writes",
        expect: ["conversation.status_changed"],
        ...change("snooze"),
      },
      {
        title: "snooze a snoozed one to another time",
        expect: ["conversation.updated"],
        given: signal("snooze", 1),
        ...change("snooze", 2),
      },
      { title: "snooze again to no time", expect: "nothing", given: signal("snooze"), ...change("snooze") },
      {
        title: "wake",
        expect: ["conversation.status_changed"],
        given: signal("snooze", 1),
        as: (s) => systemCaller(s.accountId),
        ...change("wake"),
      },
      {
        title: "hand off from the bot",
        expect: ["conversation.status_changed"],
        given: signal("markPending"),
        ...change("handoff"),
      },
      { title: "snooze into the past", expect: "conversation.snooze_in_past", ...change("snooze", -1) },
      { title: "wake an open one", expect: "conversation.not_snoozed", ...change("wake") },
      { title: "hand off an open one", expect: "conversation.not_pending", ...change("handoff") },
      { title: "resolve a trashed one", expect: "conversation.trashed", given: trash, ...change("resolve") },
    ],
    foreign: foreignConversation((_, ref) => ({ conversation: ref, signal: "resolve" })),
  }),

  "assign-conversation": entry(assignConversation)({
    cases: [
      {
        title: "to an agent",
        expect: ["conversation.assigned"],
        input: (s) => ({ conversation: conversation(s), assigneeId: s.agent.userId }),
      },
      {
        title: "to its assignee",
        expect: "nothing",
        given: (s) =>
          s.run(assignConversation, { conversation: conversation(s), assigneeId: s.agent.userId }),
        input: (s) => ({ conversation: conversation(s), assigneeId: s.agent.userId }),
      },
      {
        title: "to nobody",
        expect: ["conversation.assigned"],
        given: (s) =>
          s.run(assignConversation, { conversation: conversation(s), assigneeId: s.admin.userId }),
        input: (s) => ({ conversation: conversation(s), assigneeId: null }),
      },
      {
        title: "to an agent who may not see the inbox",
        expect: "member.not_found",
        input: (s) => ({ conversation: conversation(s), assigneeId: s.outsider.userId }),
      },
      {
        title: "of a trashed one",
        expect: "conversation.trashed",
        given: trash,
        input: (s) => ({ conversation: conversation(s), assigneeId: null }),
      },
    ],
    foreign: [
      ...foreignConversation((own, ref) => ({ conversation: ref, assigneeId: own.admin.userId })).map(
        (f) => f,
      ),
      {
        what: "assignee",
        scope: "account",
        expect: "member.not_found",
        input: (a, o) => ({ conversation: conversation(a), assigneeId: o.agent.userId }),
      },
    ],
  }),

  "label-conversation": entry(labelConversation)({
    cases: [
      {
        title: "add",
        expect: ["label.created", "conversation.labelled"],
        input: (s) => ({ conversation: conversation(s), add: ["VIP", " vip"] }),
      },
      {
        title: "add one that it has",
        expect: "nothing",
        given: (s) => s.run(labelConversation, { conversation: conversation(s), set: ["b", "a"] }),
        input: (s) => ({ conversation: conversation(s), add: ["A"] }),
      },
      {
        title: "set and remove",
        expect: ["conversation.labelled"],
        given: (s) => s.run(labelConversation, { conversation: conversation(s), set: ["b", "a"] }),
        input: (s) => ({ conversation: conversation(s), remove: ["B"] }),
      },
      {
        title: "of a trashed one",
        expect: "conversation.trashed",
        given: trash,
        input: (s) => ({ conversation: conversation(s), add: ["x"] }),
      },
    ],
    foreign: foreignConversation((_, ref) => ({ conversation: ref, add: ["x"] })),
  }),

  "wake-due": entry(wakeDue)({
    cases: [
      {
        title: "a snooze that ran out",
        expect: ["conversation.status_changed"],
        as: (s) => systemCaller(s.accountId),
        given: snoozedOut,
        input: conversation,
      },
      {
        title: "a snooze that was made longer",
        expect: "nothing",
        given: all(snoozedOut, signal("snooze", 1)),
        input: conversation,
      },
      { title: "an open one", expect: "nothing", input: conversation },
      { title: "a trashed one", expect: "nothing", given: all(snoozedOut, trash), input: conversation },
    ],
    // The result is null if there is nothing to wake.
    refusedAs: (woken) => (woken ? null : "conversation.not_found"),
    foreign: [
      {
        what: "conversation",
        scope: "inbox",
        expect: "conversation.not_found",
        given: snoozedOut,
        input: (_, o) => conversation(o),
      },
    ],
  }),
};
