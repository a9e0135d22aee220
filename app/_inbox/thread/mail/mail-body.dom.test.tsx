import { act, screen } from "@testing-library/react";
import { useState } from "react";
import { beforeEach, expect, test, vi } from "vitest";
import { OpenThreadProvider } from "@/app/_inbox/thread/open-thread";
import { UnfoldedProvider } from "@/app/_shared/message/text/folded-text";
import { contact, conversation, inbox, message } from "@/server/contract/event/sample-dtos";
import { FRAME_SANDBOX } from "@/server/contract/message/mail-frame";
import type { MessageEmail } from "@/server/contract/message/message-email";
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

/** What a frame's observer calls when the size of its document changes. */
const observed = new Map<Element, () => void>();

beforeEach(() => {
  document.documentElement.dataset["theme"] = "dark";
  observed.clear();
  vi.stubGlobal(
    "ResizeObserver",
    class {
      readonly changed: () => void;
      constructor(changed: () => void) {
        this.changed = changed;
      }
      observe(element: Element) {
        observed.set(element, this.changed);
      }
      unobserve() {}
      disconnect() {}
    },
  );
  return () => {
    delete document.documentElement.dataset["theme"];
  };
});

type Opened = { frame: Response; subject?: string; messageId?: number; found?: Partial<MessageEmail> };

/** Opens an e-mail whose frame is answered with this, in a conversation with this subject. */
async function openMail({ frame, subject = "Order 7", messageId = message.id, found = {} }: Opened) {
  const shownEmail = { ...email, ...found };
  function Opened() {
    const [isOpen, open] = useState(false);
    const shown = { ...message, id: messageId, content: "The text", email: shownEmail };
    return (
      <>
        <button type="button" onClick={() => open(!isOpen)} aria-label="Open" />
        {isOpen ? <MailBody message={shown} email={shownEmail} /> : null}
      </>
    );
  }
  const row = { conversation: { ...conversation, subject }, contact };
  const { user } = openPage(
    <OpenThreadProvider row={row}>
      <UnfoldedProvider>
        <Opened />
      </UnfoldedProvider>
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

const answer = (pictures: "0" | "1") =>
  new Response(null, { headers: { "content-type": "text/html", "x-remote-pictures": pictures } });
const textAnswer = (quoted: "0" | "1") =>
  new Response("The text\n> The quotation", {
    headers: { "content-type": "text/plain", "x-quoted-text": quoted },
  });

const findFrame = () => screen.findByTitle<HTMLIFrameElement>("Email from Ada");

/** Loads a document of this height into a frame. */
function loadDocument(frame: HTMLIFrameElement, height: number, contentsWidth = 300): HTMLElement {
  const root = document.createElement("html");
  const body = root.appendChild(document.createElement("body"));
  vi.spyOn(root, "clientWidth", "get").mockReturnValue(300);
  vi.spyOn(root, "scrollWidth", "get").mockReturnValue(contentsWidth);
  vi.spyOn(root, "clientHeight", "get").mockReturnValue(0);
  vi.spyOn(root, "getBoundingClientRect").mockReturnValue(new DOMRect(0, 0, 300, height));
  const page = Object.assign(new EventTarget(), { documentElement: root, body });
  Object.defineProperty(frame, "contentDocument", { configurable: true, value: page });
  Object.defineProperty(frame, "contentWindow", { configurable: true, value: { innerHeight: 0 } });
  frame.dispatchEvent(new Event("load"));
  act(() => observed.get(root)?.());
  return root;
}

test("names and subjects of earlier mails are shown without what reverses the addresses beside them", async () => {
  const reversed = (text: string) => `\u202e${text}\u2066`;
  const found = {
    subject: reversed("Other"),
    from: { name: reversed("Ada"), address: "ada@mail.example" },
    to: [{ name: reversed("Help"), address: "help@shop.example" }],
    cc: [{ name: reversed("Bob"), address: "bob@shop.example" }],
    replyTo: { name: reversed("Team"), address: "team@mail.example" },
  };
  const { user } = await openMail({ frame: textAnswer("0"), found });
  const summary = await screen.findByRole("button", { name: /Details/ });
  const shown = () => document.body.textContent ?? "";
  expect([shown().includes("Other"), /[\u202a-\u202e\u2066-\u2069]/.test(shown())]).toEqual([true, false]);
  await user.click(summary);
  for (const line of ["Ada <ada@mail.example>", "Bob <bob@shop.example>", "Team <team@mail.example>"])
    expect(screen.getByText(line)).toBeTruthy();
  expect(shown()).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/);
});

test("an e-mail shows its HTML in a sandboxed frame, and remote pictures when they are wanted", async () => {
  const { user, requested } = await openMail({ frame: answer("1") });
  const frame = await findFrame();
  const src = `/api/messages/${message.id}/mail?locale=en&theme=dark`;
  expect(frame.getAttribute("src")).toBe(src);
  expect(frame.getAttribute("sandbox")).toBe(FRAME_SANDBOX);
  expect(FRAME_SANDBOX).not.toContain("allow-scripts");
  expect(requested.mock.calls).toEqual([[src, { method: "HEAD" }]]);
  await user.click(screen.getByRole("button", { name: "Show remote pictures" }));
  expect((await findFrame()).getAttribute("src")).toBe(`${src}&pictures=1`);
  expect(screen.queryByRole("button", { name: "Show remote pictures" })).toBeNull();
});

test("an e-mail shows its sender and recipients in one line, which unfolds to its header", async () => {
  const { user } = await openMail({ frame: answer("0") });
  const summary = await screen.findByRole("button", { name: /^Ada to help@shop.example and 1 more/ });
  expect(summary.getAttribute("aria-expanded")).toBe("false");
  expect(screen.queryByText("Bob <bob@shop.example>")).toBeNull();
  await user.click(summary);
  for (const text of ["Ada <ada@mail.example>", "help@shop.example", "Bob <bob@shop.example>", "Order 7"])
    expect(screen.getByText(text)).toBeTruthy();
  await user.click(summary);
  expect(screen.queryByText("Bob <bob@shop.example>")).toBeNull();
});

test("of many recipients the first five are shown, and all on demand", async () => {
  const to = Array.from({ length: 9 }, (_, i) => ({ name: "", address: `to-${i}@mail.example` }));
  const { user } = await openMail({ frame: answer("0"), messageId: 905, found: { to, cc: [] } });
  await user.click(await screen.findByRole("button", { name: /^Ada to to-0@mail.example and 8 more/ }));
  expect(screen.getByText("to-4@mail.example")).toBeTruthy();
  expect(screen.queryByText("to-5@mail.example")).toBeNull();
  await user.click(screen.getByRole("button", { name: "Show all 9" }));
  expect(screen.getByText("to-8@mail.example")).toBeTruthy();
  expect(screen.queryByRole("button", { name: "Show all 9" })).toBeNull();
});

test("without remote pictures there is no button; another subject than the conversation's is shown", async () => {
  await openMail({ frame: answer("0"), subject: "Invoice" });
  await findFrame();
  expect(screen.queryByRole("button", { name: "Show remote pictures" })).toBeNull();
  expect(screen.getByText("Order 7")).toBeTruthy();
});

test("an e-mail without HTML shows its text", async () => {
  const { requested } = await openMail({ frame: textAnswer("0") });
  await expect.poll(() => requested.mock.calls.length).toBe(1);
  expect(await screen.findByText("The text")).toBeTruthy();
  expect(screen.queryByTitle("Email from Ada")).toBeNull();
  expect(screen.queryByRole("button", { name: "Show quoted text" })).toBeNull();
});

test("the mails that a text quotes are shown once the reader unfolds them", async () => {
  const { user, requested } = await openMail({ frame: textAnswer("1"), messageId: 904 });
  await user.click(await screen.findByRole("button", { name: "Show quoted text" }));
  expect(await screen.findByText("The quotation")).toBeTruthy();
  expect(requested.mock.calls.map(([, init]) => init?.method)).toEqual(["HEAD", undefined]);
  await user.click(screen.getByRole("button", { name: "Hide quoted text" }));
  expect(screen.queryByText("The quotation")).toBeNull();
});

test("a mail that its sender's domain does not confirm has a warning; lists and automatic replies are named", async () => {
  const found = { dmarc: "fail", isList: true, isAutoReply: true } as const;
  await openMail({ frame: answer("0"), messageId: 905, found });
  expect(await screen.findByText(/^This may not be from ada@mail.example/)).toBeTruthy();
  expect(screen.getByText("Mailing list · Automatic reply")).toBeTruthy();
});

test("a frame is as high as its document, and a long one is folded until the reader unfolds it", async () => {
  const { user } = await openMail({ frame: answer("0"), messageId: 901 });
  const frame = await findFrame();
  loadDocument(frame, 200.4);
  expect(frame.style.height).toBe("201px");
  expect(screen.queryByRole("button", { name: "Show whole email" })).toBeNull();
  loadDocument(frame, 3_000);
  expect(frame.style.height).toBe("480px");
  await user.click(screen.getByRole("button", { name: "Show whole email" }));
  expect(frame.style.height).toBe("3000px");
  await user.click(screen.getByRole("button", { name: "Show less" }));
  expect(frame.style.height).toBe("480px");
});

test.each([
  [300, ""],
  [400, "0.75"],
  [1_000, "0.5"],
])("contents %d px wide in a frame of 300 px have the zoom %j", async (width, zoom) => {
  await openMail({ frame: answer("0"), messageId: 904 });
  const root = loadDocument(await findFrame(), 100, width);
  expect(root.querySelector("body")?.style.zoom ?? "").toBe(zoom);
});

test("a frame that is shown again begins with the height that was measured", async () => {
  const { user } = await openMail({ frame: answer("0"), messageId: 902 });
  loadDocument(await findFrame(), 321);
  await user.click(screen.getByRole("button", { name: "Open" }));
  expect(screen.queryByTitle("Email from Ada")).toBeNull();
  await user.click(screen.getByRole("button", { name: "Open" }));
  expect((await findFrame()).style.height).toBe("321px");
});

test("keys that are pressed within a frame reach the page", async () => {
  await openMail({ frame: answer("0"), messageId: 903 });
  const frame = await findFrame();
  loadDocument(frame, 100);
  const pressed = vi.fn((event: KeyboardEvent) => event.preventDefault());
  document.addEventListener("keydown", pressed);
  const key = new KeyboardEvent("keydown", { key: "j", bubbles: true, cancelable: true });
  frame.contentDocument?.dispatchEvent(key);
  document.removeEventListener("keydown", pressed);
  expect(pressed.mock.calls.map(([event]) => [event.key, event.target])).toEqual([["j", frame]]);
  expect(key.defaultPrevented).toBe(true);
});
