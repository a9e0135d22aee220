import { act, screen } from "@testing-library/react";
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
