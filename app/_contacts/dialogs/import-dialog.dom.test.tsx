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

test("of two files that are chosen quickly the last one is imported, however long the first takes to read", async () => {
  const counts = { create: 1, update: 0, unchanged: 0, left_out: 0 };
  const { user, inputsOf } = openPage(<ImportDialog onClose={() => {}} />, {
    answers: { "contacts.import": () => ({ fault: null, attributes: [], ignored: [], counts, rows: [] }) },
  });
  const large = new File(["name\nAnn"], "large.csv");
  let read = () => {};
  const slowly = new Promise<void>((resolve) => {
    read = resolve;
  });
  const bytes = large.arrayBuffer.bind(large);
  large.arrayBuffer = () => slowly.then(bytes);
  const input = await screen.findByLabelText<HTMLInputElement>("Choose a file");
  await user.upload(input, large);
  await user.upload(input, new File(["name\nBen"], "small.csv"));
  await screen.findByText("small.csv");
  read();
  await slowly.then(bytes);
  await user.click(await screen.findByRole("button", { name: /^Import/ }));
  await expect
    .poll(() => inputsOf("contacts.import"))
    .toEqual([
      { csv: "name\nBen", dryRun: true },
      { csv: "name\nBen", dryRun: false },
    ]);
});
