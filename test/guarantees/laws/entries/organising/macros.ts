import { setPriority } from "@/server/commands/conversations/set-fields";
import { trashConversation } from "@/server/commands/conversations/trash";
import { deleteLabel, labelConversation } from "@/server/commands/organising/labels";
import {
  createMacro,
  deleteMacro,
  runMacro,
  undoMacro,
  updateMacro,
} from "@/server/commands/organising/macros";
import { systemCaller } from "@/server/contract/_shared/caller";
import type { MacroAction } from "@/server/contract/organising/macro";
import {
  all,
  conversation,
  forbidden,
  foreignConversation,
} from "@/test/guarantees/laws/entries/conversations/states";
import { type Entry, entry, type ForeignId } from "@/test/guarantees/laws/entry";
import type { Stage } from "@/test/guarantees/laws/stage";
import { foreignTeam, idOfTeam, team } from "./teams";

/** The macro of each stage, and its last run. */
const made = new WeakMap<Stage, number>();
const runs = new WeakMap<Stage, { operationId: string; messageIds: number[] }>();
const idOf = (stage: Stage): number => made.get(stage) ?? 0;
const runOf = (stage: Stage) => runs.get(stage) ?? { operationId: crypto.randomUUID(), messageIds: [] };

const CLOSE: MacroAction[] = [
  { type: "reply", content: "Hello {{contact.first_name|there}}, it is done. {{agent.name}}, {{date}}" },
  { type: "note", content: "Closed by macro" },
  { type: "assign", assigneeId: "me" },
  { type: "priority", priority: "low" },
  { type: "follow" },
  { type: "status", signal: "resolve" },
];
const close = { name: "Close", isOwn: false, actions: CLOSE };
const own = { ...close, isOwn: true };

const make = (macro: typeof close) => async (s: Stage) => {
  made.set(s, (await s.run(createMacro, macro)).result.id);
};
const given = make(close);
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
const byAgent = { as: (s: Stage) => s.agent };
const vip = (s: Stage) => s.run(labelConversation, { conversation: conversation(s), add: ["vip"] });
const notVip = async (s: Stage) => {
  const [label] = await s.world.database.query<{ id: number }>(
    "select id from label where account_id = $1 and name = 'vip'",
    [s.accountId],
  );
  await s.run(deleteLabel, { labelId: label?.id ?? 0 });
};
const foreign = <I>(of: (macroId: number, own: Stage) => I): ForeignId<I>[] => [
  {
    what: "macro",
    scope: "account",
    expect: "macro.not_found",
    given,
    input: (mine, owner) => of(idOf(owner), mine),
  },
];
const assigned = (assigneeId: number): MacroAction[] => [{ type: "assign", assigneeId }];

export const MACRO_ENTRIES: Record<string, Entry> = {
  "create-macro": entry(createMacro)({
    cases: [
      { title: "everybody's", expect: "events", input: () => close },
      { title: "one's own, by an agent", expect: "events", ...byAgent, input: () => own },
      { title: "one's own under everybody's name", expect: "events", given, input: () => own },
      { title: "under a name that another has", expect: "macro.taken", given, input: () => close },
      {
        title: "of a label that does not exist",
        expect: "label.not_found",
        input: () => ({ ...close, actions: [{ type: "label", add: ["gone"], remove: [] }] as MacroAction[] }),
      },
      { title: "everybody's, by an agent", ...forbidden, input: () => close },
      {
        title: "one's own, by a caller without a user",
        expect: "auth.forbidden",
        as: (s) => systemCaller(s.accountId),
        input: () => own,
      },
    ],
    foreign: [
      {
        what: "member",
        scope: "account",
        expect: "member.not_found",
        input: (_, owner) => ({ ...close, actions: assigned(owner.agent.userId ?? 0) }),
      },
      foreignTeam((_, teamId) => ({ ...close, actions: [{ type: "team", teamId }] as MacroAction[] })),
    ],
  }),

  "update-macro": entry(updateMacro)({
    cases: [
      { title: "its name", expect: "events", given, input: (s) => ({ macroId: idOf(s), name: "End" }) },
      {
        title: "its actions",
        expect: "events",
        given,
        input: (s) => ({ macroId: idOf(s), actions: [{ type: "follow" as const }] }),
      },
      {
        title: "to the same",
        expect: "nothing",
        given,
        input: (s) => ({ macroId: idOf(s), actions: CLOSE }),
      },
      {
        title: "another member's own",
        expect: "macro.not_found",
        ...byAgent,
        given: make(own),
        input: (s) => ({ macroId: idOf(s), name: "Mine" }),
      },
      { title: "by an agent", ...forbidden, given, input: (s) => ({ macroId: idOf(s), name: "Mine" }) },
    ],
    foreign: foreign((macroId) => ({ macroId, name: "Theirs" })),
  }),

  "delete-macro": entry(deleteMacro)({
    cases: [
      { title: "one", expect: "events", given, input: (s) => ({ macroId: idOf(s) }) },
      { title: "by an agent", ...forbidden, given, input: (s) => ({ macroId: idOf(s) }) },
    ],
    foreign: foreign((macroId) => ({ macroId })),
  }),

  "run-macro": entry(runMacro)({
    cases: [
      { title: "with a reply and changes", expect: "events", ...byAgent, given, input },
      {
        title: "with an undo window",
        expect: "events",
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
        expect: "events",
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
      {
        title: "another member's own",
        expect: "macro.not_found",
        ...byAgent,
        given: make(own),
        input,
      },
    ],
    foreign: [
      ...foreign((macroId, s) => ({ conversation: conversation(s), macroId })),
      ...foreignConversation((s, ref) => ({ conversation: ref, macroId: idOf(s) })).map((one) => ({
        ...one,
        given,
      })),
    ],
  }),

  "undo-macro": entry(undoMacro)({
    cases: [
      { title: "whose reply has left", expect: "events", given: all(given, ran()), input: undoing },
      { title: "within the undo window", expect: "events", given: all(given, ran(8000)), input: undoing },
      { title: "without messages", expect: "events", given: all(team, toTeam, ran()), input: undoing },
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
