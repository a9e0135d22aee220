import { screen, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { Refusal } from "@/server/contract/_shared/refusal";
import { cannedReply } from "@/server/contract/event/sample-organising";
import type { ListedCannedReply } from "@/server/contract/organising/canned-reply";
import { openPage } from "@/test/support/dom/page";
import { CannedScreen } from "./canned-screen";

const hi: ListedCannedReply = { ...cannedReply, uses: 0, lastUsedAt: null, visibility: "everybody" };

test("a short code that another canned reply has is refused at its field", async () => {
  const { user } = openPage(<CannedScreen />, {
    answers: {
      "cannedReplies.list": () => [hi],
      "cannedReplies.create": () => {
        throw new Refusal("canned_reply.taken");
      },
      "inboxes.list": () => [],
      "teams.list": () => [],
      "files.limits": () => ({ bytesMax: 1, perMessage: 1 }),
    },
  });
  await user.click(await screen.findByRole("button", { name: "New canned reply" }));
  const dialog = within(await screen.findByRole("dialog"));
  const code = dialog.getByRole("textbox", { name: "Short code" });
  await user.type(code, hi.shortCode);
  await user.type(dialog.getByRole("textbox", { name: "Text" }), "Once");
  await user.click(dialog.getByRole("button", { name: "Save" }));
  expect(
    await dialog.findByText("Another canned reply already uses this short code.", { exact: false }),
  ).toBeTruthy();
  expect(code.getAttribute("aria-invalid")).toBe("true");
});

test("canned replies are found by what is typed, and listed by folder or by use", async () => {
  const { user } = openPage(<CannedScreen />, {
    answers: {
      "cannedReplies.list": () => [
        { ...hi, id: 1, shortCode: "hi", title: "", folder: "Greetings", uses: 1, content: "Hello" },
        { ...hi, id: 2, shortCode: "bye", title: "", folder: "", uses: 7, content: "Goodbye" },
      ],
    },
  });
  const codes = () =>
    screen.getAllByRole("listitem").map((row) => /\/(hi|bye)/.exec(row.textContent ?? "")?.[0]);
  await screen.findByRole("region", { name: "Greetings" });
  await user.click(screen.getByRole("button", { name: "Most used" }));
  expect(codes()).toEqual(["/bye", "/hi"]);
  await user.type(screen.getByRole("searchbox"), "hello");
  expect(codes()).toEqual(["/hi"]);
});
