import { Refusal } from "@/server/contract/_shared/refusal";
import { SPAM } from "@/server/domain/inbox/policy";

/** Lower case, trimmed, sorted, each once. */
export function normalLabels(labels: readonly string[]): string[] {
  const normal = labels.map((label) => label.trim().toLowerCase()).filter((label) => label !== "");
  return [...new Set(normal)].sort();
}

/** The normal form of a label's name. Refuses an empty name and the built-in one. */
export function normalName(name: string): string {
  const [normal] = normalLabels([name]);
  if (normal === undefined)
    throw new Refusal("input.invalid", { field: "name", detail: "must not be blank" });
  if (normal === SPAM) throw new Refusal("label.taken", { field: "name" });
  return normal;
}
