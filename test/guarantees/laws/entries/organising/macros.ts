import { createMacro, deleteMacro, updateMacro } from "@/server/commands/organising/macros";
import { systemCaller } from "@/server/contract/_shared/caller";
import type { MacroAction } from "@/server/contract/organising/macro";
import { forbidden } from "@/test/guarantees/laws/entries/conversations/states";
import { type Entry, entry, type ForeignId } from "@/test/guarantees/laws/entry";
import type { Stage } from "@/test/guarantees/laws/stage";
import { foreignTeam } from "./teams";

/** The macro of each stage. */
const made = new WeakMap<Stage, number>();
export const idOf = (stage: Stage): number => made.get(stage) ?? 0;
const CLOSE: MacroAction[] = [
  { type: "reply", content: "Hello {{contact.first_name|there}}, it is done. {{agent.name}}, {{date}}" },
  { type: "note", content: "Closed by macro" },
  { type: "assign", assigneeId: "me" },
  { type: "priority", priority: "low" },
  { type: "follow" },
  { type: "status", signal: "resolve" },
];
export const close = { name: "Close", isOwn: false, actions: CLOSE };
export const own = { ...close, isOwn: true };

export const make = (macro: typeof close) => async (s: Stage) => {
  made.set(s, (await s.run(createMacro, macro)).result.id);
};
export const given = make(close);
export const byAgent = { as: (s: Stage) => s.agent };
export const foreign = <I>(of: (macroId: number, own: Stage) => I): ForeignId<I>[] => [
  {
    what: "macro",
    scope: "account",
    expect: "macro.not_found",
    given,
    input: (mine, owner) => of(idOf(owner), mine),
  },
];
export const assigned = (assigneeId: number): MacroAction[] => [{ type: "assign", assigneeId }];

const updated = { expect: ["macro.updated"], given } as const;

export const MACRO_ENTRIES: Record<string, Entry> = {
  "create-macro": entry(createMacro)({
    cases: [
      { title: "everybody's", expect: ["macro.created"], input: () => close },
      { title: "one's own, by an agent", expect: ["macro.created"], ...byAgent, input: () => own },
      { title: "one's own under everybody's name", expect: ["macro.created"], given, input: () => own },
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
      { title: "its name", ...updated, input: (s) => ({ macroId: idOf(s), name: "End" }) },
      {
        title: "its actions",
        ...updated,
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
      { title: "one", expect: ["macro.deleted"], given, input: (s) => ({ macroId: idOf(s) }) },
      { title: "by an agent", ...forbidden, given, input: (s) => ({ macroId: idOf(s) }) },
    ],
    foreign: foreign((macroId) => ({ macroId })),
  }),
};
