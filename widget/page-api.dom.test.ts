import { fireEvent } from "@testing-library/react";
import { expect, onTestFinished, test, vi } from "vitest";
import { bodies, one, opened, openPage, panel, startPages, write } from "@/test/support/widget/page";

test("open and close may be called twice, and are reported once", async () => {
  const standIn = await startPages();
  const { api, root } = openPage(standIn);
  const calls: string[] = [];
  api.on("open", () => calls.push("open"));
  const end = api.on("close", () => calls.push("close"));
  api.open();
  api.open();
  await expect.poll(() => panel(root)).not.toBeNull();
  api.close();
  api.close();
  await expect.poll(() => panel(root)).toBeNull();
  end();
  api.open();
  api.close();
  expect(calls).toEqual(["open", "close", "open"]);
});

test("a logout with an open panel is reported as its end", async () => {
  const standIn = await startPages();
  const { api, root } = openPage(standIn);
  const calls: string[] = [];
  for (const name of ["open", "close"] as const) api.on(name, () => calls.push(name));
  api.open();
  await expect.poll(() => panel(root)).not.toBeNull();
  api.logout();
  await expect.poll(() => panel(root)).toBeNull();
  api.logout();
  api.open();
  expect(calls).toEqual(["open", "close", "open"]);
});

test("a message that is deleted before it is read is not counted as unread", async () => {
  const standIn = await startPages();
  standIn.reply("Hello");
  const { api } = openPage(standIn);
  const counts: number[] = [];
  api.on("unread", (count) => counts.push(count));
  await expect.poll(() => counts).toEqual([1]);
  await expect.poll(() => standIn.streams.size).toBe(1);
  const wrong = standIn.reply("Sorry, wrong chat");
  await expect.poll(() => counts).toEqual([1, 2]);
  standIn.remove(wrong);
  await expect.poll(() => counts).toEqual([1, 2, 1]);
});

test("messages that could not be loaded are tried again", async () => {
  const standIn = await startPages();
  standIn.reply("Hello");
  const { api, root } = openPage(standIn);
  await expect.poll(() => standIn.streams.size).toBe(1);
  standIn.faults.refusals.set("conversations/2/messages", 503);
  standIn.publish({
    type: "conversation",
    data: { id: 2, status: "open", lastMessage: null, unread: 0, updatedAt: "2099-01-01", member: null },
  });
  api.open();
  await expect.poll(() => panel(root)).not.toBeNull();
  one(root, "header button").click();
  await expect.poll(() => root.querySelectorAll(".conversation").length).toBe(2);
  one(root, ".conversation").click();
  await expect.poll(() => root.querySelector(".system")?.textContent).toBe("Messages could not be loaded.");
  standIn.faults.refusals.clear();
  await expect.poll(() => root.querySelector(".theirs .bubble")?.textContent).toBe("Hello");
  expect(root.querySelector(".system")).toBeNull();
});

test.each([
  ["is not the visitor's any more gives way to those that are", [404, 0], "Hello"],
  ["is refused, as all others are, is not requested again", [403, 403], "Messages could not be loaded."],
])("a conversation that %s", async (_, [status = 0, listStatus = 0], shown) => {
  const standIn = await startPages();
  standIn.reply("Hello");
  const { api, root } = openPage(standIn);
  await expect.poll(() => standIn.streams.size).toBe(1);
  const { refusals } = standIn.faults;
  const path = "conversations/2/messages";
  refusals.set(path, status);
  standIn.publish({
    type: "conversation",
    data: { id: 2, status: "open", lastMessage: null, unread: 0, updatedAt: "2099-01-01", member: null },
  });
  api.open();
  await expect.poll(() => panel(root)).not.toBeNull();
  one(root, "header button").click();
  await expect.poll(() => root.querySelectorAll(".conversation").length).toBe(2);
  if (listStatus > 0) refusals.set("conversations", listStatus);
  vi.useFakeTimers({ toFake: ["setTimeout"] });
  onTestFinished(() => void vi.useRealTimers());
  one(root, ".conversation").click();
  await expect.poll(() => bodies(standIn, path).length).toBe(1);
  await expect.poll(() => root.querySelector(".theirs .bubble, .system")?.textContent).toBe(shown);
  const fetches = vi.spyOn(window, "fetch");
  onTestFinished(() => fetches.mockRestore());
  await vi.advanceTimersByTimeAsync(6_000); // more than until a retry
  await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
  expect(fetches.mock.calls.filter(([url]) => String(url).includes(path))).toEqual([]);
});

test("calls that the page left before the script ran are performed; other values are ignored", async () => {
  const standIn = await startPages();
  const ready = vi.fn();
  window.tickline = [["on", "ready", ready], ["open"]];
  const { root } = openPage(standIn);
  await expect.poll(() => panel(root)).not.toBeNull();
  await expect.poll(() => ready.mock.calls.length).toBe(1);
});

test("an identity that is null and an event that does not exist are ignored", async () => {
  const standIn = await startPages();
  const { root, api } = openPage(standIn);
  const page: { identify(identity: null): void; on(event: string, listener: () => void): () => void } = api;
  await expect.poll(() => standIn.streams.size).toBe(1);
  page.identify(null);
  page.on("nope", () => {})();
  api.open();
  await expect.poll(() => panel(root)).not.toBeNull();
  expect(bodies(standIn, "session").length).toBe(1);
});

test("identify and setAttributes are part of the session", async () => {
  const standIn = await startPages();
  const { api } = openPage(standIn);
  await expect.poll(() => standIn.streams.size).toBe(1);
  api.identify({ id: "7", hash: "abc", name: "Ada" });
  await expect
    .poll(() => bodies(standIn, "session").at(-1))
    .toMatchObject({
      visitor: "visitor-token",
      identify: { id: "7", hash: "abc", name: "Ada" },
    });
  await expect.poll(() => bodies(standIn, "conversations").length).toBe(2);
  api.setAttributes({ plan: "pro" });
  await expect.poll(() => bodies(standIn, "contact")).toEqual([{ attributes: { plan: "pro" } }]);
});

test("attributes that the page sets while the session is requested are not lost", async () => {
  const standIn = await startPages();
  const { api } = openPage(standIn);
  api.setAttributes({ plan: "pro" });
  const named = { visitor: "visitor-token", attributes: { plan: "pro" } };
  await expect.poll(() => bodies(standIn, "session")).toMatchObject([{ visitor: null }, named]);
  await expect.poll(() => standIn.streams.size).toBe(1);
});

test("who is identified while the session is requested is the visitor of that session", async () => {
  const standIn = await startPages();
  const { api } = openPage(standIn);
  api.identify({ id: "7", hash: "abc" });
  const identify = { id: "7", hash: "abc" };
  await expect
    .poll(() => bodies(standIn, "session"))
    .toMatchObject([{ visitor: null }, { visitor: "visitor-token", identify }]);
  await expect.poll(() => standIn.streams.size).toBe(1);
});

test("a refused identity is reported to the page, and the chat goes on without", async () => {
  const standIn = await startPages();
  const error = vi.spyOn(console, "error").mockImplementation(() => {});
  window.tickline = [["identify", { id: "7", hash: "wrong" }]];
  standIn.faults.refusals.set("session", 403);
  openPage(standIn);
  await expect.poll(() => error.mock.calls.length).toBe(1);
  standIn.faults.refusals.clear();
  await expect.poll(() => bodies(standIn, "session").at(-1)).toMatchObject({ identify: null });
  error.mockRestore();
});

test("a page that the server refuses shows nothing", async () => {
  const standIn = await startPages();
  const error = vi.spyOn(console, "error").mockImplementation(() => {});
  standIn.faults.refusals.set("session", 403);
  const { root } = openPage(standIn);
  await expect.poll(() => root.querySelector("button")).toBeNull();
  expect(error).toHaveBeenCalledWith("tickline: Refused.");
  error.mockRestore();
});

test("keys that are typed in the panel do not reach the page", async () => {
  const standIn = await startPages();
  const { root, api } = openPage(standIn);
  const onPage = vi.fn();
  document.addEventListener("keydown", onPage);
  api.open();
  const field = await write(root, "s");
  await opened(root, field);
  fireEvent.keyDown(field, { key: "s" });
  document.removeEventListener("keydown", onPage);
  expect(onPage).not.toHaveBeenCalled();
});

test("a member's message to a closed panel counts, is delivered, and is not read", async () => {
  const standIn = await startPages();
  const { root, api, launcher } = openPage(standIn);
  const unread: number[] = [];
  const texts: string[] = [];
  api.on("unread", (count) => unread.push(count));
  api.on("message", ({ text }) => texts.push(text));
  standIn.add({ text: "hello", clientId: crypto.randomUUID() });
  await expect.poll(() => standIn.streams.size).toBe(1);
  standIn.reply("hi");
  await expect.poll(() => launcher.textContent).toBe("1");
  expect(launcher.getAttribute("aria-label")).toBe("Open chat, 1 unread");
  await expect.poll(() => standIn.receipts).toEqual([{ conversationId: 1, delivered: 2 }]);
  expect(unread).toEqual([1]);
  expect(texts).toEqual(["hi"]);
  expect(one(root, "[aria-live=polite]").textContent).toBe("New message from Grace Hopper: hi");
});

test("the script tag's colour and position win over the inbox's", async () => {
  const standIn = await startPages();
  const { root } = openPage(standIn, { position: "left", color: "#ffcc00", theme: "dark" });
  await expect.poll(() => standIn.streams.size).toBe(1);
  expect(one(root, "div").dataset).toMatchObject({ position: "left", theme: "dark" });
  expect([...root.adoptedStyleSheets].map((sheet) => sheet.cssRules[0]?.cssText).join()).toContain("#ffcc00");
});
