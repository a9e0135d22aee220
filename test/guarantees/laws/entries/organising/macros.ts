import { createMacro, deleteMacro, updateMacro } from "@/server/commands/organising/macros";
import { systemCaller } from "@/server/contract/_shared/caller";
import type { MacroAction } from "@/server/contract/organising/macro";
import type { Entry } from "@/test/guarantees/laws/entry";
import { nounOf } from "@/test/guarantees/laws/noun";
import type { Stage } from "@/test/guarantees/laws/stage";
import { foreignTeam } from "./teams";

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

const macro = nounOf({
  name: "macro",
  create: createMacro,
  valid: () => close,
  key: (macroId) => ({ macroId }),
});
export const { idOf, given, foreign } = macro;
export const make = (text: typeof close) => macro.make(() => text);
export const byAgent = { as: (s: Stage) => s.agent };
export const assigned = (assigneeId: number): MacroAction[] => [{ type: "assign", assigneeId }];

export const MACRO_ENTRIES: Record<string, Entry> = {
  ...macro.entries({
    update: updateMacro,
    remove: deleteMacro,
    unique: { field: "name", refusal: "macro.taken" },
    changes: { "its name": { name: "End" }, "its actions": { actions: [{ type: "follow" }] } },
    foreign: [
      {
        what: "member",
        scope: "account",
        expect: "member.not_found",
        input: (_, owner) => ({ ...close, actions: assigned(owner.agent.userId ?? 0) }),
      },
      foreignTeam((_, teamId) => ({ ...close, actions: [{ type: "team", teamId }] })),
    ],
    more: {
      create: [
        { title: "one's own, by an agent", expect: ["macro.created"], ...byAgent, input: () => own },
        { title: "one's own under everybody's name", expect: ["macro.created"], given, input: () => own },
        {
          title: "of a label that does not exist",
          expect: "label.not_found",
          input: () => ({ ...close, actions: [{ type: "label", add: ["gone"], remove: [] }] }),
        },
        {
          title: "one's own, by a caller without a user",
          expect: "auth.forbidden",
          as: (s) => systemCaller(s.accountId),
          input: () => own,
        },
      ],
      update: [
        {
          title: "another member's own",
          expect: "macro.not_found",
          ...byAgent,
          given: make(own),
          input: (s) => ({ macroId: idOf(s), name: "Mine" }),
        },
      ],
    },
  }),
};
