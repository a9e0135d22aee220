import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { inbox } from "@/server/contract/event/sample-dtos";
import { openPage } from "@/test/support/dom/page";
import { GeneralForm } from "./general-form";

test("an inbox is set to append members' signatures", async () => {
  const { user, inputsOf } = openPage(<GeneralForm inbox={inbox} onUnsaved={() => {}} />, {
    answers: { "inboxes.update": () => ({ ...inbox, appendsSignatures: true }) },
  });
  const box = screen.getByRole<HTMLInputElement>("checkbox", { name: "Append members' signatures" });
  expect(box.checked).toBe(false);
  await user.click(box);
  await user.click(screen.getByRole("button", { name: "Save" }));
  await expect.poll(() => inputsOf("inboxes.update")).toMatchObject([{ appendsSignatures: true }]);
});
