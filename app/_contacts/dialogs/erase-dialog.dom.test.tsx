import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { openPage } from "@/test/support/dom/page";
import { aContact } from "@/test/support/scenes/dtos";
import EraseDialog from "./erase-dialog";

const counts = { conversations: 1, messages: 1, notes: 0, contacts: 1, blocked: 0 };
const plan = { token: "t", expiresAt: "2026-01-31T08:30:15Z", counts, blocked: [], hasMore: false };

test.each([
  ["a line break", "Zoe\nBerg", "Zoe Berg"],
  ["letters in another Unicode form", "Zoe\u0308 Berg", "Zo\u00eb Berg"],
  ["spaces and marks that are not seen", "Zoe\u00a0\u200e Berg", "Zoe Berg"],
])("a contact whose name has %s is erased when the name is typed as it is shown", async (_, name, typed) => {
  const { user } = openPage(<EraseDialog contact={aContact({ id: 1, name })} onClose={() => {}} />, {
    answers: { "deletions.prepare": () => plan },
  });
  const field = await screen.findByRole("textbox");
  const erase = screen.getByRole<HTMLButtonElement>("button", { name: "Erase permanently" });
  await user.type(field, typed.slice(0, -1));
  expect(erase.disabled).toBe(true);
  await user.type(field, typed.slice(-1));
  expect(erase.disabled).toBe(false);
});
