import type { MacroAction } from "@/server/contract/organising/macro";

/** An action in the editor; `key` stays while it is moved. */
export type EditedAction = { key: number; action: MacroAction };

let keys = 0;

/** An action for the editor. */
export const editedOf = (action: MacroAction): EditedAction => ({ key: ++keys, action });

const HOUR_MINUTES = 60;

/** A new action of a type, with the value that is most often meant. */
export function newAction(type: MacroAction["type"]): EditedAction {
  switch (type) {
    case "reply":
    case "draft":
    case "note":
      return editedOf({ type, content: "" });
    case "status":
      return editedOf({ type, signal: "resolve" });
    case "snooze":
      return editedOf({ type, minutes: 24 * HOUR_MINUTES });
    case "assign":
      return editedOf({ type, assigneeId: "me" });
    case "team":
      return editedOf({ type, teamId: null });
    case "label":
      return editedOf({ type, add: [], remove: [] });
    case "priority":
      return editedOf({ type, priority: "high" });
    case "follow":
      return editedOf({ type });
  }
}

/** The list with the item at `from` moved by `by`; unchanged at the ends. */
export function moved<T>(items: readonly T[], from: number, by: 1 | -1): readonly T[] {
  const [item, other] = [items[from], items[from + by]];
  if (item === undefined || other === undefined) return items;
  return items.with(from, other).with(from + by, item);
}

/** The labels written in a line, separated by commas. */
export const labelsIn = (text: string): string[] => [
  ...new Set(
    text
      .split(/[,，]/)
      .map((label) => label.trim().toLowerCase())
      .filter((label) => label !== ""),
  ),
];
