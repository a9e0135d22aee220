import { fireEvent } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import {
  bodies,
  leavePage,
  one,
  opened,
  openPage,
  panel,
  startPages,
  write,
} from "@/test/support/widget/page";
import type { StandIn } from "@/test/support/widget/stand-in";

const sent = ({ messages }: StandIn) => messages.map(({ text }) => text);

test("the first button of the shadow root opens the panel with the focus in its field, and closes it", async () => {
  const standIn = await startPages();
  const { root, launcher } = openPage(standIn);
  launcher.click();
  await expect.poll(() => root.activeElement?.tagName).toBe("TEXTAREA");
  expect(launcher.getAttribute("aria-expanded")).toBe("true");
  launcher.click();
  await expect.poll(() => panel(root)).toBeNull();
});

test("Enter sends; with Shift, or at the end of a composition, it does not", async () => {
  const standIn = await startPages();
  const { root, api } = openPage(standIn);
  api.open();
  const field = await write(root, "ni hao");
  fireEvent.keyDown(field, { key: "Enter", shiftKey: true });
  fireEvent.keyDown(field, { key: "Enter", isComposing: true });
  fireEvent.keyDown(field, { key: "Enter", keyCode: 229 });
  expect(field.value).toBe("ni hao");
  fireEvent.keyDown(field, { key: "Enter" });
  await expect.poll(() => sent(standIn)).toEqual(["ni hao"]);
  await expect.poll(() => field.value).toBe("");
});

test("what is written while the first message is on its way stays in the field", async () => {
  const standIn = await startPages();
  const { root, api } = openPage(standIn);
  api.open();
  const field = await write(root, "first");
  fireEvent.keyDown(field, { key: "Enter" });
  fireEvent.input(field, { target: { value: "second, not finished" } });
  await expect.poll(() => root.querySelectorAll("[data-message]").length).toBe(1);
  expect(one(root, "textarea")).toBe(field);
  expect(field.value).toBe("second, not finished");
});

test("Escape closes the emoji first, then the panel, and the focus returns to the launcher", async () => {
  const standIn = await startPages();
  const { root, launcher, api } = openPage(standIn);
  const onClose = vi.fn();
  api.on("close", onClose);
  launcher.click();
  const field = await write(root, "");
  await opened(root, field);
  one(root, "[aria-label='Insert an emoji']").click();
  await expect.poll(() => root.querySelector(".emoji-picker")).not.toBeNull();
  fireEvent.keyDown(field, { key: "Escape" });
  await expect.poll(() => root.querySelector(".emoji-picker")).toBeNull();
  fireEvent.keyDown(field, { key: "Escape", keyCode: 229 }); // Safari, at the end of a composition
  expect(onClose).not.toHaveBeenCalled();
  fireEvent.keyDown(field, { key: "Escape" });
  await expect.poll(() => root.activeElement).toBe(launcher);
});

test("a message that was written while the server was away is sent after a reload", async () => {
  const standIn = await startPages();
  const first = openPage(standIn);
  first.api.open();
  await expect.poll(() => standIn.streams.size).toBe(1);
  standIn.stop();
  fireEvent.keyDown(await write(first.root, "hello?"), { key: "Enter" });
  await expect.poll(() => first.root.querySelector(".pending")?.textContent).toContain("hello?");
  leavePage();
  standIn.resume();
  const second = openPage(standIn);
  await expect.poll(() => sent(standIn)).toEqual(["hello?"]);
  second.api.open();
  await expect.poll(() => second.root.querySelectorAll("[data-message]").length).toBe(1);
});

test("the composer is there before the server has answered, and with no member online", async () => {
  const standIn = await startPages();
  standIn.stop();
  const { root, api } = openPage(standIn);
  api.open();
  fireEvent.keyDown(await write(root, "anyone?"), { key: "Enter" });
  await expect.poll(() => root.querySelector(".pending")).not.toBeNull();
  Object.assign(standIn.config, { isOnline: false, offlineText: "Back on Monday." });
  standIn.resume();
  await expect.poll(() => sent(standIn)).toEqual(["anyone?"]);
  expect(root.textContent).toContain("Back on Monday.");
  const email = one(root, "input[type=email]");
  fireEvent.input(email, { target: { value: "ada@example.test" } });
  const form = email.closest("form");
  if (form) fireEvent.submit(form);
  await expect.poll(() => bodies(standIn, "contact")).toEqual([{ email: "ada@example.test" }]);
  await expect.poll(() => root.textContent).toContain("We can reach you at ada@example.test.");
});

test("questions come before the first message, and their answers with it; then the composer has the focus", async () => {
  const standIn = await startPages();
  standIn.config.questions.push(
    { key: "order", label: "Order number", kind: "text", isRequired: true, options: [] },
    { key: "topic", label: "Topic", kind: "choice", isRequired: false, options: ["Returns", "Other"] },
  );
  const { root, api } = openPage(standIn);
  api.open();
  await expect.poll(() => root.querySelector(".questions")).not.toBeNull();
  fireEvent.submit(one(root, ".questions"));
  await expect.poll(() => root.querySelector(".questions .bad")?.textContent).toBe("Fill in this field.");
  fireEvent.input(one(root, "input[name=order]"), { target: { value: "A-17" } });
  fireEvent.submit(one(root, ".questions"));
  const field = await write(root, "Where is it?");
  await expect.poll(() => root.activeElement).toBe(field); // it replaces the form, which had the focus
  fireEvent.keyDown(field, { key: "Enter" });
  await expect
    .poll(() => bodies(standIn, "messages"))
    .toMatchObject([{ text: "Where is it?", answers: { order: "A-17" } }]);
});

test("an address that no server accepts is refused beside its question", async () => {
  const standIn = await startPages();
  standIn.config.questions.push({ key: "mail", label: "", kind: "email", isRequired: true, options: [] });
  const { root, api } = openPage(standIn);
  api.open();
  await expect.poll(() => root.querySelector(".questions")).not.toBeNull();
  fireEvent.input(one(root, "input[name=mail]"), { target: { value: "ada@gmail" } });
  fireEvent.submit(one(root, ".questions"));
  await expect.poll(() => root.querySelector(".questions .bad")?.textContent).toMatch("valid email");
  fireEvent.input(one(root, "input[name=mail]"), { target: { value: "ada@mail.example.co.uk" } });
  fireEvent.submit(one(root, ".questions"));
  await expect.poll(() => root.querySelector("textarea")).not.toBeNull();
});

test("what is written stays while the panel is closed, and while questions come in between", async () => {
  const standIn = await startPages();
  const { root, api } = openPage(standIn);
  api.open();
  await write(root, "My order is");
  api.close();
  await expect.poll(() => panel(root)).toBeNull();
  api.open();
  await expect.poll(() => root.querySelector("textarea")?.value).toBe("My order is");
  const question = { key: "name", label: "Name", kind: "name" as const, isRequired: false, options: [] };
  standIn.config.questions.push(question);
  standIn.publish({ type: "config", data: standIn.config });
  await expect.poll(() => root.querySelector(".questions")).not.toBeNull();
  fireEvent.submit(one(root, ".questions"));
  await expect.poll(() => root.querySelector("textarea")?.value).toBe("My order is");
  api.logout();
  await expect.poll(() => panel(root)).toBeNull();
  api.open();
  await expect.poll(() => root.querySelector(".questions")).not.toBeNull();
  fireEvent.submit(one(root, ".questions"));
  await expect.poll(() => root.querySelector("textarea")?.value).toBe("");
});

test("what is written in one conversation is not in another", async () => {
  const standIn = await startPages();
  standIn.reply("Hello");
  const { root, api } = openPage(standIn);
  await expect.poll(() => standIn.streams.size).toBe(1);
  api.open();
  await write(root, "Of the first");
  one(root, "header button").click();
  await expect.poll(() => root.querySelector(".conversation")).not.toBeNull();
  standIn.publish({
    type: "conversation",
    data: { id: 2, status: "open", lastMessage: null, unread: 0, updatedAt: "2099-01-01", member: null },
  });
  await expect.poll(() => root.querySelectorAll(".conversation").length).toBe(2);
  one(root, ".conversation").click();
  await expect.poll(() => root.querySelector("textarea")?.value).toBe("");
});

test("a member's text is text", async () => {
  const standIn = await startPages();
  standIn.reply('<img src=x onerror="alert(1)"> https://a.example');
  const { root, api } = openPage(standIn);
  await expect.poll(() => bodies(standIn, "conversations").length).toBe(1);
  api.open();
  await expect
    .poll(() => root.querySelector(".theirs .bubble")?.textContent)
    .toBe('<img src=x onerror="alert(1)"> https://a.example');
  expect(root.querySelector(".bubble img")).toBeNull();
});

test.each([
  [{ locale: "zh_CN" }, "打开聊天窗口"],
  [{ locale: "{{lang}}" }, "Open chat"],
  [{}, "Open chat"],
])("the language of %o", async (data, name) => {
  const standIn = await startPages();
  const { launcher } = openPage(standIn, data);
  expect(launcher.getAttribute("aria-label")).toBe(name);
});
