import { unfilledIn } from "@/server/contract/organising/fill-in";

/** A text for reading: of each variable that was not filled in its name, `[order number]`, without the signs around it. */
export const nameUnfilled = (text: string): string =>
  unfilledIn(text).reduce((read, written) => read.replaceAll(written, nameOf(written)), text);

function nameOf(written: string): string {
  const [variable = ""] = written.replaceAll(/[{}\s]/g, "").split("|");
  return `[${(variable.split(".").at(-1) ?? variable).replaceAll("_", " ")}]`;
}
