import { expect, test } from "vitest";
import { whyContactNotUndone } from "./undo-contact";

const name = (isSuperseded: boolean) => ({ facet: "name", isSuperseded }) as const;
const email = (isSuperseded: boolean) => ({ facet: "email", isSuperseded }) as const;

test.each([
  ["fields that have not changed since are undone", [name(false), email(false)], null],
  ["neither of two fields is undone if one has changed since", [name(false), email(true)], "undo.superseded"],
  ["an operation without changes is not found", [], "undo.not_found"],
  [
    "fields that a merge filled in stay",
    [name(false), { facet: "merged", isSuperseded: false } as const],
    "undo.not_found",
  ],
])("%s", (_, changes, why) => {
  expect(whyContactNotUndone(changes)).toBe(why);
});
