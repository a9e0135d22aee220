import { useQueryClient } from "@tanstack/react-query";
import { screen, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { LabelsScreen } from "@/app/_settings/labels/labels-screen";
import { label } from "@/server/contract/event/sample-dtos";
import type { LabelDto } from "@/server/contract/organising/label";
import { later } from "@/test/support/dom/later";
import { openPage } from "@/test/support/dom/page";

const VIP: LabelDto = { ...label, id: 7, version: 1, name: "vip", description: "Regulars" };

/** The labels, of which one is edited while they become `after`. */
async function editWhile(after: LabelDto[]) {
  let labels = [VIP];
  const saved = later();
  let readAgain = () => {};
  const Client = () => {
    const client = useQueryClient();
    readAgain = () => void client.invalidateQueries();
    return null;
  };
  const page = openPage(
    <>
      <LabelsScreen />
      <Client />
    </>,
    {
      answers: {
        "labels.list": () => labels,
        "labels.update": () => saved.promise.then(() => VIP),
      },
    },
  );
  await page.user.click(await screen.findByRole("button", { name: "Edit vip" }));
  const dialog = within(await screen.findByRole("dialog"));
  const description = () => within(screen.getByRole("dialog")).getByLabelText("Description");
  const change = () => {
    labels = after;
    readAgain();
    return page.settled();
  };
  return { ...page, dialog, description, change, saved };
}

const CHANGED: LabelDto = { ...VIP, version: 2, description: "Who spends much" };

test("a dialog whose item was changed elsewhere says so, keeps what is typed, and shows the new version on demand", async () => {
  const { user, dialog, description, change } = await editWhile([CHANGED]);
  await user.type(description(), ", in the shop");
  expect(dialog.queryByText(/changed elsewhere/)).toBeNull();
  await change();
  await dialog.findByText(/changed elsewhere/);
  expect(description()).toHaveProperty("value", "Regulars, in the shop");
  await user.click(dialog.getByRole("button", { name: "Load the new version" }));
  await expect.poll(() => description()).toHaveProperty("value", "Who spends much");
  expect(screen.queryByText(/changed elsewhere/)).toBeNull();
});

test("a dialog whose item was deleted elsewhere says so, and does not save", async () => {
  const { dialog, change } = await editWhile([]);
  await change();
  await dialog.findByText(/deleted elsewhere/);
  expect(dialog.getByRole("button", { name: "Save" })).toHaveProperty("disabled", true);
});

test("the change that a dialog is saving is no change elsewhere", async () => {
  const { user, dialog, description, change, saved } = await editWhile([CHANGED]);
  await user.type(description(), "!{Enter}");
  await change();
  expect(dialog.queryByText(/changed elsewhere/)).toBeNull();
  saved.resolve();
  await expect.poll(() => screen.queryByRole("dialog")).toBeNull();
});
