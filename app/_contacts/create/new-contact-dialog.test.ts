import { expect, test } from "vitest";
import { draftFrom, isReach } from "./new-contact-dialog";

test("a new contact is sent without blanks, and without the fields that were left empty", () => {
  const given = new FormData();
  given.set("name", " Zoë Berg ");
  given.set("email", "zoe@example.com ");
  given.set("phone", "  ");
  expect(draftFrom(given)).toEqual({
    name: "Zoë Berg",
    email: "zoe@example.com",
    phone: null,
    identifier: null,
  });
});

test("a refusal's field names a contact only where it is unique", () => {
  expect(["email", "phone", "identifier", "name", null].filter(isReach)).toEqual([
    "email",
    "phone",
    "identifier",
  ]);
});
