import { act, screen, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { Refusal } from "@/server/contract/_shared/refusal";
import { later } from "@/test/support/dom/later";
import { openPage } from "@/test/support/dom/page";
import { LabelsScreen } from "./labels-screen";

test("a dialog takes no input while it saves, and has the focus back if that fails", async () => {
  const saved = later();
  const { user } = openPage(<LabelsScreen />, {
    answers: {
      "labels.list": () => [],
      "labels.create": () => saved.promise.then(() => Promise.reject(new Refusal("label.taken"))),
    },
  });
  await user.click(await screen.findByRole("button", { name: "New label" }));
  const name = await screen.findByRole("textbox", { name: "Name" });
  const form = name.closest("form");
  await user.type(name, "vip{Enter}");
  await expect.poll(() => form?.hasAttribute("inert")).toBe(true);
  act(() => name.blur()); // as browsers do
  saved.resolve();
  await screen.findByText("Another label has this name, or the name is built in.");
  expect(form?.hasAttribute("inert")).toBe(false);
  expect(document.activeElement).toBe(name);
});

test("Save pressed again after a lost answer names the same label, and a changed one, or another dialog's, another", async () => {
  const { user, inputsOf } = openPage(<LabelsScreen />, {
    answers: {
      "labels.list": () => [],
      "labels.create": () => {
        throw new Error("no answer");
      },
    },
  });
  const openDialog = async () => {
    await user.click(await screen.findByRole("button", { name: "New label" }));
    return within(await screen.findByRole("dialog")).getByRole("textbox", { name: "Name" });
  };
  const type = async (name: HTMLElement, typed: string, times: number) => {
    await user.type(name, typed);
    await expect.poll(() => inputsOf("labels.create")).toHaveLength(times);
    await expect.poll(() => name.closest("form")?.hasAttribute("inert")).toBe(false);
  };
  const first = await openDialog();
  await type(first, "vip{Enter}", 1);
  await type(first, "{Enter}", 2);
  await type(first, "s{Enter}", 3);
  await user.keyboard("{Escape}");
  await expect.poll(() => screen.queryByRole("dialog")).toBeNull();
  await type(await openDialog(), "vip{Enter}", 4);
  const ids = (inputsOf("labels.create") as { clientId: string }[]).map(({ clientId }) => clientId);
  expect(ids[1]).toBe(ids[0]);
  expect(new Set(ids).size).toBe(3);
});
