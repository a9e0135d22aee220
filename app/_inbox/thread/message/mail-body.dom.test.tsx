import { screen } from "@testing-library/react";
import { useState } from "react";
import { beforeEach, expect, test, vi } from "vitest";
import { OpenThreadProvider } from "@/app/_inbox/thread/open-thread";
import { contact, conversation, inbox, message } from "@/server/contract/event/sample-dtos";
import { FRAME_SANDBOX } from "@/server/contract/message/mail-frame";
import { openPage } from "@/test/support/dom/page";
import MailBody from "./mail-body";

const email = {
  subject: "Order 7",
  from: { name: "Ada", address: "ada@mail.example" },
  to: [{ name: "", address: "help@shop.example" }],
  cc: [{ name: "Bob", address: "bob@shop.example" }],
  messageId: "one@mail.example",
  inReplyTo: null,
};

beforeEach(() => {
  document.documentElement.dataset["theme"] = "dark";
  return () => {
    delete document.documentElement.dataset["theme"];
  };
});

/** Opens an e-mail whose frame is answered with this, in a conversation with this subject. */
async function openMail(frame: Response, subject = "Order 7") {
  function Opened() {
    const [isOpen, open] = useState(false);
    if (!isOpen) return <button type="button" onClick={() => open(true)} aria-label="Open" />;
    return <MailBody message={{ ...message, content: "The text", email }} email={email} />;
  }
  const row = { conversation: { ...conversation, subject }, contact };
  const { user } = openPage(
    <OpenThreadProvider row={row}>
      <Opened />
    </OpenThreadProvider>,
    { answers: { "inboxes.list": () => [inbox] } },
  );
  await screen.findByRole("button", { name: "Open" });
  const requested = vi.fn(async (_url: RequestInfo | URL, _init?: RequestInit) => frame);
  const others = globalThis.fetch;
  vi.stubGlobal("fetch", (url: RequestInfo | URL, init?: RequestInit) =>
    String(url).includes("/mail?") ? requested(url, init) : others(url, init),
  );
  await user.click(screen.getByRole("button", { name: "Open" }));
  return { user, requested };
}

const answer = (pictures: "0" | "1") => new Response(null, { headers: { "x-remote-pictures": pictures } });

test("an e-mail shows its header and its HTML in a sandboxed frame, and remote pictures when they are wanted", async () => {
  const { user, requested } = await openMail(answer("1"));
  const frame = await screen.findByTitle("Email from Ada");
  const src = `/api/messages/${message.id}/mail?locale=en&theme=dark`;
  expect(frame.getAttribute("src")).toBe(src);
  expect(frame.getAttribute("sandbox")).toBe(FRAME_SANDBOX);
  expect(requested.mock.calls).toEqual([[src, { method: "HEAD" }]]);
  for (const text of ["Ada <ada@mail.example>", "help@shop.example", "Bob <bob@shop.example>"])
    expect(screen.getByText(text)).toBeTruthy();
  expect(screen.queryByText("Order 7")).toBeNull();
  await user.click(screen.getByRole("button", { name: "Show remote pictures" }));
  expect(screen.getByTitle("Email from Ada").getAttribute("src")).toBe(`${src}&pictures=1`);
  expect(screen.queryByRole("button", { name: "Show remote pictures" })).toBeNull();
});

test("without remote pictures there is no button; another subject than the conversation's is shown", async () => {
  await openMail(answer("0"), "Invoice");
  await screen.findByTitle("Email from Ada");
  expect(screen.queryByRole("button", { name: "Show remote pictures" })).toBeNull();
  expect(screen.getByText("Order 7")).toBeTruthy();
});

test("an e-mail without HTML shows its text", async () => {
  const { requested } = await openMail(new Response(null, { status: 404 }));
  await expect.poll(() => requested.mock.calls.length).toBe(1);
  expect(await screen.findByText("The text")).toBeTruthy();
  expect(screen.queryByTitle("Email from Ada")).toBeNull();
});
