import type { MacroAction, MacroProblem } from "@/server/contract/organising/macro";
import type { Db } from "@/server/store/_postgres/db";
import { listMissing, type Missing } from "./known-ids";

/** What is wrong with each list of actions: the members, teams and labels in it that the account does not have. */
export async function problemsOf(
  db: Db,
  accountId: number,
  macros: readonly (readonly MacroAction[])[],
): Promise<MacroProblem[][]> {
  const all = macros.flat();
  const missing = await listMissing(db, accountId, {
    memberIds: ids(all.map((one) => (one.type === "assign" ? one.assigneeId : null))),
    teamIds: ids(all.map((one) => (one.type === "team" ? one.teamId : null))),
    labels: [...new Set(all.flatMap((one) => (one.type === "label" ? one.add.map(normal) : [])))],
  });
  return macros.map((actions) =>
    actions.flatMap((one, action) => {
      const code = problemOf(one, missing);
      return code ? { action, code } : [];
    }),
  );
}

const normal = (label: string): string => label.trim().toLowerCase();

const ids = (found: readonly (number | "me" | null)[]): number[] => [
  ...new Set(found.filter((id) => typeof id === "number")),
];

function problemOf(action: MacroAction, missing: Missing): MacroProblem["code"] | null {
  switch (action.type) {
    case "assign":
      return typeof action.assigneeId === "number" && missing.memberIds.includes(action.assigneeId)
        ? "member.not_found"
        : null;
    case "team":
      return action.teamId !== null && missing.teamIds.includes(action.teamId) ? "team.not_found" : null;
    case "label":
      return action.add.some((label) => missing.labels.includes(normal(label))) ? "label.not_found" : null;
    default:
      return null;
  }
}
