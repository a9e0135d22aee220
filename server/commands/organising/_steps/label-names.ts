import { Refusal } from "@/server/contract/_shared/refusal";
import { SPAM } from "@/server/domain/inbox/policy";

/** Lower case, trimmed, sorted, each once. */
export function normalLabels(labels: readonly string[]): string[] {
  const normal = labels.map((label) => label.trim().toLowerCase()).filter((label) => label !== "");
  return [...new Set(normal)].sort();
}

/** `set` replaces all labels; else `add` and `remove` change some. */
export type LabelChange = {
  set?: readonly string[] | undefined;
  add?: readonly string[] | undefined;
  remove?: readonly string[] | undefined;
};

/** The labels after a change, in normal form. */
export function labelsAfter(before: readonly string[], { set, add, remove }: LabelChange): string[] {
  const removed = new Set(normalLabels(remove ?? []));
  return normalLabels([...(set ?? before), ...(add ?? [])]).filter((label) => !removed.has(label));
}

/** The normal form of a label's name. Refuses an empty name and the built-in one. */
export function normalName(name: string): string {
  const [normal] = normalLabels([name]);
  if (normal === undefined)
    throw new Refusal("input.invalid", { field: "name", detail: "must not be blank" });
  if (normal === SPAM) throw new Refusal("label.taken", { field: "name" });
  return normal;
}
