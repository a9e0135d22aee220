import { setPriority } from "@/server/commands/conversations/set-fields";
import { trashConversation } from "@/server/commands/conversations/trash";
import { deleteLabel, labelConversation } from "@/server/commands/organising/labels";
import { runMacro, undoMacro } from "@/server/commands/organising/macros";
import type { MacroAction } from "@/server/contract/organising/macro";
import { all, conversation, foreignConversation } from "@/test/guarantees/laws/entries/conversations/states";
import { type Entry, entry } from "@/test/guarantees/laws/entry";
import type { Stage } from "@/test/guarantees/laws/stage";
import { assigned, byAgent, close, foreign, given, idOf, make, own } from "./macros";
import { idOfTeam, team } from "./teams";

/** The last run of each stage's macro. */
const runs = new WeakMap<Stage, { operationId: string; messageIds: number[] }>();
const runOf = (stage: Stage) => runs.get(stage) ?? { operationId: crypto.randomUUID(), messageIds: [] };

const doing = (...actions: MacroAction[]) => make({ ...close, actions });
const toTeam = async (s: Stage) => make({ ...close, actions: [{ type: "team", teamId: idOfTeam(s) }] })(s);
const input = (s: Stage) => ({ conversation: conversation(s), macroId: idOf(s) });
const ran =
  (holdMs = 0) =>
  async (s: Stage) => {
    const { result, operationId } = await s.run(runMacro, { ...input(s), holdMs });
    runs.set(s, { operationId, messageIds: result.messageIds });
  };
const undoing = (s: Stage) => ({ conversation: conversation(s), unfollow: true, ...runOf(s) });
const vip = (s: Stage) => s.run(labelConversation, { conversation: conversation(s), add: ["vip"] });
const notVip = async (s: Stage) => {
  const [label] = await s.world.database.query<{ id: number }>(
    "select id from label where account_id = $1 and name = 'vip'",
    [s.accountId],
  );
  await s.run(deleteLabel, { labelId: label?.id ?? 0 });
};
const CHANGED = [
  "conversation.assigned",
  "conversation.priority_changed",
  "conversation.status_changed",
] as const;
const EVERY = [...CHANGED, "conversation.participants_changed"] as const;

export const MACRO_RUN_ENTRIES: Record<string, Entry> = {
  "run-macro": entry(runMacro)({
    cases: [
      {
        title: "with a reply and changes",
        expect: ["message.created", "message.send_requested", "note.created", ...CHANGED],
        ...byAgent,
        given,
        input,
      },
      {
        title: "with an undo window",
        expect: ["message.created", "note.created", ...CHANGED],
        given,
        input: (s) => ({ ...input(s), holdMs: 8000 }),
      },
      {
        title: "of which nothing changes",
        expect: "nothing",
        given: doing({ type: "status", signal: "reopen" }, { type: "priority", priority: null }),
        input,
      },
      {
        title: "that puts a text into the composer",
        expect: "nothing",
        given: doing({ type: "draft", content: "Hello" }),
        input,
      },
      {
        title: "with snooze, labels, team and nobody",
        expect: ["conversation.status_changed", "conversation.labelled", "conversation.team_changed"],
        given: all(vip, team, async (s: Stage) =>
          doing(
            { type: "snooze", minutes: 60 },
            { type: "label", add: [], remove: ["vip"] },
            { type: "team", teamId: idOfTeam(s) },
            { type: "assign", assigneeId: null },
          )(s),
        ),
        input,
      },
      {
        title: "whose label was deleted since",
        expect: "label.not_found",
        given: all(vip, doing({ type: "label", add: ["vip"], remove: [] }), notVip),
        input,
      },
      {
        title: "whose member may not see the inbox",
        expect: "member.not_found",
        given: async (s) => doing({ type: "note", content: "x" }, ...assigned(s.outsider.userId ?? 0))(s),
        input,
      },
      {
        title: "whose reply has a variable without a value",
        expect: "macro.value_missing",
        given: doing({ type: "priority", priority: "high" }, { type: "reply", content: "{{contact.phone}}" }),
        input,
      },
      {
        title: "while the customer has written more",
        expect: "message.unseen_newer",
        given,
        input: (s) => ({ ...input(s), lastSeenNumber: 0 }),
      },
      {
        title: "in the trash",
        expect: "conversation.trashed",
        given: all(given, (s: Stage) => s.run(trashConversation, { conversation: conversation(s) })),
        input,
      },
      { title: "another member's own", expect: "macro.not_found", ...byAgent, given: make(own), input },
    ],
    foreign: [
      ...foreign((id, s) => ({ conversation: conversation(s), ...id })),
      ...foreignConversation((s, ref) => ({ conversation: ref, macroId: idOf(s) })).map((one) => ({
        ...one,
        given,
      })),
    ],
  }),

  "undo-macro": entry(undoMacro)({
    cases: [
      {
        title: "whose reply has left",
        expect: ["message.deleted", "conversation.updated", ...EVERY],
        given: all(given, ran()),
        input: undoing,
      },
      {
        title: "within the undo window",
        expect: [
          "message.withdrawn",
          ...CHANGED,
          "message.deleted",
          "conversation.updated",
          "conversation.participants_changed",
        ],
        given: all(given, ran(8000)),
        input: undoing,
      },
      {
        title: "without messages",
        expect: ["conversation.team_changed", "conversation.participants_changed"],
        given: all(team, toTeam, ran()),
        input: undoing,
      },
      {
        title: "of which a part was changed since",
        expect: "undo.superseded",
        given: all(given, ran(), (s: Stage) =>
          s.run(setPriority, { conversation: conversation(s), priority: "high" }),
        ),
        input: undoing,
      },
      {
        title: "that is not known",
        expect: "undo.not_found",
        input: (s) => ({ ...undoing(s), unfollow: false }),
      },
    ],
    foreign: [
      ...foreignConversation((s, ref) => ({ ...undoing(s), conversation: ref })),
      {
        what: "message",
        scope: "account",
        expect: "message.not_found",
        input: (s, owner) => ({ ...undoing(s), messageIds: [owner.outgoing.id] }),
      },
    ],
  }),
};
