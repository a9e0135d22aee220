import { act, screen } from "@testing-library/react";
import { createRef } from "react";
import { expect, test } from "vitest";
import type { ComposerHandle } from "@/app/_inbox/composer/draft";
import { message } from "@/server/contract/event/sample-dtos";
import { composerRow, openComposer } from "@/test/support/dom/composer";

const answer = () => ({ message, conversation: composerRow.conversation }) as never;

test("what is written after a note is a note, until its writer chooses to reply", async () => {
  const { user, inputsOf } = openComposer({
    "messages.addNote": answer,
    "messages.send": answer,
  });
  await user.click(await screen.findByRole("button", { name: "Note" }));
  await user.type(screen.getByRole("textbox", { name: /note/i }), "She is upset");
  await user.click(screen.getByRole("button", { name: /^Add note/ }));
  await user.type(screen.getByRole("textbox", { name: /note/i }), "And may leave");
  await user.click(screen.getByRole("button", { name: /^Add note/ }));
  await expect
    .poll(() => inputsOf("messages.addNote"))
    .toMatchObject([{ content: "She is upset" }, { content: "And may leave" }]);
  await user.click(screen.getByRole("button", { name: "Reply" }));
  await user.type(screen.getByRole("textbox", { name: /^Reply to/ }), "We are sorry");
  await user.click(screen.getByRole("button", { name: /^Send/ }));
  await expect.poll(() => inputsOf("messages.send")).toMatchObject([{ content: "We are sorry" }]);
});

test("the key to reply does not make a note's text a reply: the button does", async () => {
  const handle = createRef<ComposerHandle>();
  const { user } = openComposer({}, { handle });
  const reply = () => screen.queryByRole("textbox", { name: /^Reply to/ });
  await screen.findByRole("textbox");
  act(() => handle.current?.focus("note"));
  await user.type(screen.getByRole("textbox", { name: /note/i }), "Do not refund him");
  act(() => handle.current?.focus("message"));
  expect(reply()).toBeNull();
  expect(document.activeElement).toBe(screen.getByRole("textbox", { name: /note/i }));
  await user.click(screen.getByRole("button", { name: "Reply" }));
  expect(reply()).toHaveProperty("value", "Do not refund him");
  act(() => handle.current?.focus("note"));
  expect(reply()).toBeNull();
  await user.clear(screen.getByRole("textbox", { name: /note/i }));
  act(() => handle.current?.focus("message"));
  expect(reply()).toHaveProperty("value", "");
});
