import type { FormSetting } from "@/server/contract/channel/settings-field";
import { fieldName } from "./setting-values";

/**
 * What is typed into a field of a new inbox's form fills those that start as it, until they have something else.
 * @param before the value that each field had before, by its name; kept by the caller
 */
export function fillFollowers(
  typed: HTMLInputElement,
  fields: readonly FormSetting[],
  before: Map<string, string>,
): void {
  const { form, name, value } = typed;
  const last = before.get(name) ?? "";
  before.set(name, value);
  for (const setting of fields) {
    if (setting.of.startsAs === undefined || `settings.${setting.of.startsAs}` !== name) continue;
    const follower = form?.elements.namedItem(fieldName(setting));
    if (follower instanceof HTMLInputElement && follower.value === last) follower.value = value;
  }
}
