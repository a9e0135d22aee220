import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { composerRow, openComposer } from "@/test/support/dom/composer";

const { displayId } = composerRow.conversation;

test("that a note is typed is announced as such, from its first letter on", async () => {
  const { user, inputsOf } = openComposer({});
  await user.type(await screen.findByRole("textbox", { name: "Reply to Li Wen" }), "Hello");
  await expect.poll(() => inputsOf("presence.type")).toEqual([{ displayId, isTyping: true, isNote: false }]);
  await user.click(screen.getByRole("button", { name: "Note" }));
  await user.type(screen.getByRole("textbox", { name: /note/i }), "!");
  await expect
    .poll(() => inputsOf("presence.type").slice(1))
    .toEqual([
      { displayId, isTyping: false, isNote: false },
      { displayId, isTyping: true, isNote: true },
    ]);
});
