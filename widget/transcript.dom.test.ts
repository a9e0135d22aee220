import { fireEvent } from "@testing-library/react";
import { expect, test } from "vitest";
import { bodies, one, openPage, startPages } from "@/test/support/widget/page";
import type { StandIn } from "@/test/support/widget/stand-in";

/** A page with the conversation's form for an address open. */
async function openForm(standIn: StandIn, data: Record<string, string> = {}) {
  standIn.reply("Hello");
  const { api, root } = openPage(standIn, data);
  api.open();
  await expect.poll(() => root.querySelector("header [aria-expanded]")).not.toBeNull();
  const entry = one(root, "header [aria-expanded]");
  entry.click();
  await expect.poll(() => root.querySelector(".email input")).not.toBeNull();
  return { root, entry, field: one(root, "input"), form: one(root, "form") };
}

const outcome = (root: ShadowRoot) => root.querySelector(".email [role=status]")?.textContent;

test("a visitor mails the conversation to the address that is known, which the form has already and the focus is in", async () => {
  const standIn = await startPages();
  standIn.contact.email = "ada@shop.example";
  const { root, entry, field, form } = await openForm(standIn);
  expect(entry.getAttribute("aria-label")).toBe("Email me this conversation");
  expect(field.value).toBe("ada@shop.example");
  await expect.poll(() => root.activeElement).toBe(field);
  fireEvent.submit(form);
  await expect.poll(() => outcome(root)).toBe("The transcript is on its way to ada@shop.example.");
  expect(bodies(standIn, "transcript")).toEqual([{ conversationId: 1, email: "ada@shop.example" }]);
  entry.click();
  await expect.poll(() => root.querySelector(".email")).toBeNull();
});

test("an address that is none is not sent, and a refusal is shown", async () => {
  const standIn = await startPages();
  const { root, field, form } = await openForm(standIn);
  fireEvent.input(field, { target: { value: "ada" } });
  fireEvent.submit(form);
  await expect.poll(() => outcome(root)).toBe("Enter a valid email address.");
  expect(field.getAttribute("aria-invalid")).toBe("true");
  standIn.faults.refusals.set("transcript", 429);
  fireEvent.input(field, { target: { value: "ada@shop.example" } });
  fireEvent.submit(form);
  await expect.poll(() => outcome(root)).toBe("The transcript could not be sent. Try again later.");
  expect(bodies(standIn, "transcript")).toHaveLength(1);
});

test("on a Chinese page its words are Chinese", async () => {
  const standIn = await startPages();
  const { root, entry, field, form } = await openForm(standIn, { locale: "zh-CN" });
  expect(entry.getAttribute("aria-label")).toBe("将聊天记录发到我的邮箱");
  fireEvent.input(field, { target: { value: "li@shop.example" } });
  fireEvent.submit(form);
  await expect.poll(() => outcome(root)).toBe("聊天记录即将发送至 li@shop.example。");
});

test("it is not offered before the first message, and where the server sends no mails", async () => {
  const standIn = await startPages();
  const { api, root } = openPage(standIn);
  const isOffered = () => root.querySelector("header [aria-expanded]") !== null;
  api.open();
  await expect.poll(() => root.querySelector("textarea")).not.toBeNull();
  expect(isOffered()).toBe(false);
  standIn.reply("Hello");
  await expect.poll(() => root.querySelector(".theirs")).not.toBeNull();
  await expect.poll(isOffered).toBe(true);
  standIn.publish({ type: "config", data: { ...standIn.config, hasTranscripts: false } });
  await expect.poll(isOffered).toBe(false);
});
