import { warn } from "@/app/_ui/overlay/toast";

/** Shows an address in the fields of `within` that is to be corrected; returns whether there is one. */
export function warnOfAddress(within: HTMLElement | null): boolean {
  const inputs = [...(within?.querySelectorAll("input") ?? [])];
  const wrong = inputs.find(({ validationMessage }) => validationMessage !== "");
  if (!wrong) return false;
  wrong.focus();
  warn({ text: wrong.validationMessage });
  return true;
}
