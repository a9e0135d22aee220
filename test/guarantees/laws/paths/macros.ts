import { startBulk } from "@/server/commands/bulk/bulk-operations";
import { runMacro, undoMacro } from "@/server/commands/organising/macros";
import { at, by, change, NO, type Path, type Place, v1 } from "./path";
import { all, inSecondConversation, lastOperation } from "./requests";

/** A macro that raises the priority and resolves. */
const macro = async ({ request, mark }: Place): Promise<{ macroId: number }> => {
  const actions = [
    { type: "priority", priority: "high" },
    { type: "status", signal: "resolve" },
  ];
  const { id } = await request("/v1/macros", { name: `Urgent ${mark}`, actions });
  return { macroId: id };
};
const run = ({ request, displayId, before }: Place) =>
  request(`/v1/conversations/${displayId}/macro`, { macroId: before.macroId });

const byMacro = ({ before }: Place) => ({ macroId: Number(before.macroId) });
const ofRun = ({ before }: Place) => ({
  operationId: String(before.operationId),
  messageIds: [],
  unfollow: false,
});
const others = { chatwoot: NO.call, freescout: NO.call, worker: NO.worker };
const events = ["conversation.priority_changed", "conversation.status_changed"] as const;

/** Macros, of one conversation and of many. */
export const MACRO_PATHS: readonly Path[] = [
  {
    title: "a macro",
    commands: ["run-macro"],
    given: macro,
    ways: {
      command: by(runMacro)((p) => ({ ...at(p), ...byMacro(p) })),
      procedure: change("runMacro", byMacro),
      v1: v1("macro", byMacro),
      ...others,
    },
    events,
    again: [],
  },
  {
    title: "a macro undone",
    commands: ["undo-macro"],
    given: all(macro, run, lastOperation),
    ways: {
      command: by(undoMacro)((p) => ({ ...at(p), ...ofRun(p) })),
      procedure: change("undoMacro", ofRun),
      v1: v1("undo-macro", ofRun),
      ...others,
    },
    events,
  },
  {
    title: "a macro on many, of which one has nothing to change",
    commands: ["start-bulk", "advance-bulk", "run-macro"],
    given: async (place) => {
      const { macroId } = await macro(place);
      const many = await inSecondConversation((other) => run({ ...other, before: { macroId } }))(place);
      return { ...many, macroId };
    },
    ways: {
      command: by(startBulk)((p) => ({
        change: { action: "macro", params: byMacro(p) },
        target: { displayIds: p.before.displayIds as number[] },
        mode: "best_effort",
        timeoutS: 600,
      })),
      procedure: (p) => ({ path: "bulk.start", input: manyOf(p) }),
      v1: (p) => ({ path: "/v1/bulk-operations", body: manyOf(p) }),
      ...others,
      worker: NO.started,
    },
    ends: "bulk",
    events: ["bulk.started", ...events, "bulk.completed", "operation.succeeded"],
    again: ["bulk.started", "bulk.completed", "operation.succeeded"],
  },
];

const manyOf = (p: Place) => ({
  action: "macro",
  params: byMacro(p),
  target: { displayIds: p.before.displayIds },
});
