import { act, screen } from "@testing-library/react";
import { createRef } from "react";
import { expect, test } from "vitest";
import type { ComposerHandle } from "@/app/_inbox/composer/draft";
import { message } from "@/server/contract/event/sample-dtos";
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

test.each([
  ["a reply", "message", "Reply to Li Wen"],
  ["a note", "note", "Note for your team"],
] as const)(
  "the key for a reply, handled before %s of another page is rendered, keeps it",
  async (_, kind, label) => {
    const handle = createRef<ComposerHandle>();
    openComposer({ "drafts.get": () => ({ kind, content: "On its way", email: null }) as never }, { handle });
    const before = handle.current; // of a render without the text
    const field = await screen.findByDisplayValue("On its way");
    act(() => before?.focus("message"));
    expect(field).toHaveProperty("value", "On its way");
    expect(field).toBe(screen.getByRole("textbox", { name: label }));
    expect(field).toBe(document.activeElement);
  },
);

test("what is typed after a press of Formatting or of Send goes into the field", async () => {
  const sent = { message, conversation: composerRow.conversation };
  const { user } = openComposer({ "messages.send": () => sent as never });
  const field = await screen.findByRole("textbox", { name: "Reply to Li Wen" });
  await user.click(screen.getByRole("button", { name: "Formatting" }));
  expect(document.activeElement).toBe(field);
  await user.keyboard("Hello");
  await user.click(screen.getByRole("button", { name: /^Send/ }));
  await expect.poll(() => field).toHaveProperty("value", "");
  expect(document.activeElement).toBe(field);
  await user.keyboard("Hello again");
  act(() => screen.getByRole("button", { name: /^Send/ }).focus());
  await user.keyboard("{Enter}");
  await expect.poll(() => field).toHaveProperty("value", "");
  expect(document.activeElement).toBe(field);
});
