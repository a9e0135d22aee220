import { expect, test } from "vitest";
import { whyContactNotUndone } from "./undo-contact";

const name = (isSuperseded: boolean) => ({ facet: "name", isSuperseded }) as const;
const email = (isSuperseded: boolean) => ({ facet: "email", isSuperseded }) as const;

test.each([
  ["what has not changed since is taken back", [name(false), email(false)], null],
  ["of two fields neither, when one has changed since", [name(false), email(true)], "undo.superseded"],
  ["what changed nothing is not known", [], "undo.not_found"],
  [
    "what a merge filled in stays",
    [name(false), { facet: "merged", isSuperseded: false } as const],
    "undo.not_found",
  ],
])("%s", (_, changes, why) => {
  expect(whyContactNotUndone(changes)).toBe(why);
});
