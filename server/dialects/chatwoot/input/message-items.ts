import { Refusal } from "@/server/contract/_shared/refusal";
import { isTree, type Tree } from "./form-tree";
import type { Attributes } from "./params";

/** What each item of a content type needs. */
const NEEDED: ReadonlyMap<string, readonly string[]> = new Map([
  ["input_select", ["title", "value"]],
  ["cards", ["title", "actions"]],
  ["form", ["type", "name"]],
  ["article", ["title", "link"]],
]);

const refuse = (detail: string) => new Refusal("input.invalid", { field: "content_attributes", detail });

/** Refuses a message that asks for something without items, or with items that its customer's software cannot show. */
export function requireItems(contentType: string, { items }: Attributes): void {
  const needed = NEEDED.get(contentType);
  if (!needed) return;
  if (!Array.isArray(items) || items.length === 0) throw refuse("At least one item is required.");
  for (const item of items) {
    const missing = isTree(item) ? needed.find((key) => isBlank(item, key)) : "title";
    if (missing) throw refuse(`Items need ${needed.join(" and ")}; ${missing} is missing.`);
  }
}

const isBlank = (item: Tree, key: string): boolean => {
  const value = item[key];
  if (Array.isArray(value)) return value.length === 0 || !value.every(isTree);
  return typeof value === "number" ? false : typeof value !== "string" || value.trim() === "";
};
