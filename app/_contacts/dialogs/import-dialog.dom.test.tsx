import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { openPage } from "@/test/support/dom/page";
import ImportDialog from "./import-dialog";

test("a file that Excel saved is read as it was written, and can be chosen again", async () => {
  const counts = { create: 1, update: 0, unchanged: 0, left_out: 0 };
  const { user, inputsOf } = openPage(<ImportDialog onClose={() => {}} />, {
    answers: { "contacts.import": () => ({ fault: null, attributes: [], ignored: [], counts, rows: [] }) },
  });
  const file = new File([Uint8Array.from([...Buffer.from("name\nM"), 0xfc])], "people.csv");
  const input = await screen.findByLabelText<HTMLInputElement>("Choose a file");
  await user.upload(input, file);
  await expect.poll(() => inputsOf("contacts.import")).toEqual([{ csv: "name\nMü", dryRun: true }]);
  expect(input.value).toBe("");
});
