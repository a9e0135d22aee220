import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { composerRow, openComposer } from "@/test/support/dom/composer";
import { aContact } from "@/test/support/scenes/dtos";

test("an empty reply names a customer with a long name by its beginning, and to screen readers in full", async () => {
  const name = "Maximiliane von Hohenlohe-Waldenburg-Schillingsfürst ".repeat(3).trim();
  openComposer({}, { row: { ...composerRow, contact: aContact({ name }) } });
  const field = await screen.findByRole<HTMLTextAreaElement>("textbox", { name: `Reply to ${name}` });
  expect(field.placeholder).toBe("Reply to Maximiliane von Hohenlohe-Waldenburg… Type / for canned replies");
});
