import type { Operation } from "@/server/commands/_run/run";
import { assignConversation } from "@/server/commands/conversations/assign";
import { changeStatus } from "@/server/commands/conversations/change-status";
import { setAttributes } from "@/server/commands/conversations/set-fields";
import { undoChanges } from "@/server/commands/conversations/undo-changes";
import { updateMember } from "@/server/commands/members/members";
import { receiveMessage } from "@/server/commands/messages/receive-message";
import { labelConversation } from "@/server/commands/organising/labels";
import { give, team } from "@/test/guarantees/laws/entries/organising/teams";
import { type Entry, entry } from "@/test/guarantees/laws/entry";
import { pass, type Stage } from "@/test/guarantees/laws/stage";
import { back, givenToAgent, move } from "./moves";
import { all, conversation, high, resolved, restore, signal, trash } from "./states";

/** The operation of each stage to undo. */
const made = new WeakMap<Stage, string>();
const operationOf = (stage: Stage): string => made.get(stage) ?? crypto.randomUUID();

/** Runs a command and stores its operation to undo. */
const first =
  (work: (stage: Stage) => Promise<Operation<unknown>>) =>
  async (stage: Stage): Promise<void> => {
    made.set(stage, (await work(stage)).operationId);
  };

const assign = (who: "agent" | "admin" | "none") => (s: Stage) =>
  s.run(assignConversation, {
    conversation: conversation(s),
    assigneeId: who === "none" ? null : s[who].userId,
  });
const label =
  (...add: string[]) =>
  (s: Stage) =>
    s.run(labelConversation, { conversation: conversation(s), add });
const plan = (s: Stage) => s.run(setAttributes, { conversation: conversation(s), set: { plan: "gold" } });
const resolve = first(signal("resolve"));
const undo = { input: (s: Stage) => ({ conversation: conversation(s), operationId: operationOf(s) }) };

/** The agent is assigned, then loses the inbox. */
const loseAgent = (s: Stage) => s.run(updateMember, { userId: s.agent.userId ?? 0, inboxIds: [] });

export const UNDO_ENTRIES: Record<string, Entry> = {
  "undo-changes": entry(undoChanges)({
    cases: [
      {
        ...undo,
        title: "of resolving",
        expect: ["conversation.status_changed"],
        as: (s) => s.agent,
        given: resolve,
      },
      {
        ...undo,
        title: "of reopening",
        expect: ["conversation.status_changed"],
        given: all(resolved, first(signal("reopen"))),
      },
      {
        ...undo,
        title: "of waking a snoozed one",
        expect: ["conversation.status_changed"],
        given: all(signal("snooze", 1), resolve),
      },
      {
        ...undo,
        title: "of reopening one whose snooze has ended since",
        expect: "nothing",
        given: async (s) => {
          await signal("snooze", 1)(s);
          await first(signal("reopen"))(s);
          pass(s.world, 2 * 3_600_000);
        },
      },
      {
        ...undo,
        title: "of another snooze time",
        expect: ["conversation.updated"],
        given: all(signal("snooze", 1), first(signal("snooze", 2))),
      },
      { ...undo, title: "of assigning it", expect: ["conversation.assigned"], given: first(assign("agent")) },
      {
        ...undo,
        title: "of unassigning it",
        expect: ["conversation.assigned"],
        given: all(assign("agent"), first(assign("none"))),
      },
      {
        ...undo,
        title: "of a label, after the status changed",
        expect: ["conversation.labelled"],
        given: all(first(label("vip")), resolved),
      },
      {
        ...undo,
        title: "of assigning it to a team",
        expect: ["conversation.team_changed"],
        given: all(team, first(give)),
      },
      {
        ...undo,
        title: "of an attribute, after a label",
        expect: ["conversation.updated"],
        given: all(first(plan), label("vip")),
      },
      {
        ...undo,
        title: "of an attribute, after another",
        expect: "undo.superseded",
        given: all(first(plan), (s) =>
          s.run(setAttributes, { conversation: conversation(s), set: { seats: 4 } }),
        ),
      },
      {
        ...undo,
        title: "of a priority, after a label",
        expect: ["conversation.priority_changed"],
        given: all(first(high), label("vip")),
      },
      {
        ...undo,
        title: "of an operation before an undone one",
        expect: ["conversation.status_changed"],
        given: async (s) => {
          await resolve(s);
          const { operationId } = await signal("reopen")(s);
          await s.run(undoChanges, { conversation: conversation(s), operationId });
        },
      },
      {
        ...undo,
        title: "of a field that has changed again",
        expect: "undo.superseded",
        given: all(resolve, signal("reopen")),
      },
      {
        ...undo,
        title: "twice",
        expect: "undo.superseded",
        given: all(resolve, (s) =>
          s.run(undoChanges, { conversation: conversation(s), operationId: operationOf(s) }),
        ),
      },
      { ...undo, title: "of an operation that changed nothing here", expect: "undo.not_found" },
      { ...undo, title: "of moving it", expect: ["conversation.moved"], given: first(move) },
      {
        ...undo,
        title: "of moving it away from its assignee",
        expect: ["conversation.moved", "conversation.assigned"],
        given: all(givenToAgent, first(move)),
      },
      {
        ...undo,
        title: "of moving it, after it moved again",
        expect: "undo.superseded",
        given: all(first(move), back),
      },
      {
        ...undo,
        title: "of moving it, by an agent who does not see the old inbox",
        expect: "inbox.not_found",
        as: (s) => s.outsider,
        given: first(move),
      },
      { ...undo, title: "of trashing it", expect: ["conversation.restored"], given: first(trash) },
      {
        ...undo,
        title: "of restoring it",
        expect: ["conversation.trashed"],
        given: all(trash, first(restore)),
      },
      {
        ...undo,
        title: "of trashing it, after its customer restored it",
        expect: "undo.superseded",
        given: all(first(trash), (s) =>
          s.run(receiveMessage, { conversation: conversation(s), content: "Hello again" }),
        ),
      },
      { ...undo, title: "in a trashed one", expect: "conversation.trashed", given: all(resolve, trash) },
      {
        ...undo,
        title: "that assigns it to an agent who may no longer see the inbox",
        expect: "member.not_found",
        given: all(assign("agent"), first(assign("admin")), loseAgent),
      },
    ],
    foreign: [
      {
        what: "conversation",
        scope: "inbox",
        expect: "conversation.not_found",
        given: resolve,
        input: (_, owner) => ({ conversation: conversation(owner), operationId: operationOf(owner) }),
      },
      {
        what: "operation",
        scope: "account",
        expect: "undo.not_found",
        given: first((s) => s.run(changeStatus, { conversation: conversation(s), signal: "resolve" })),
        input: (own, owner) => ({ conversation: conversation(own), operationId: operationOf(owner) }),
      },
    ],
  }),
};
