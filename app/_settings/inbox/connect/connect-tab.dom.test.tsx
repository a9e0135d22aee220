import { screen, waitFor } from "@testing-library/react";
import { expect, test } from "vitest";
import { inbox } from "@/server/contract/event/sample-dtos";
import { openPage } from "@/test/support/dom/page";
import { ConnectTab } from "./connect-tab";

const answers = {
  "inboxes.list": () => [inbox],
  "conversations.list": () => ({ data: [], nextCursor: null, asOf: "0" }),
  "tokens.create": () => ({ token: {}, secret: "s3cret" }) as never,
  "inboxes.channelHealth": () => ({ notKept: { count: 3, senders: [{ name: null, count: 3 }] } }) as never,
};
const own = { ...inbox, id: 7, name: "Support", channel: "api" as const, callbackUrl: null };

test("an inbox has its address and id to copy, and a token fills the example that is shown", async () => {
  const { user, inputsOf } = openPage(<ConnectTab inbox={own} />, { answers });
  const value = (name: string) => screen.getByRole<HTMLInputElement>("textbox", { name }).value;
  expect(value("API address")).toBe(`${location.origin}/v1`);
  expect(value("Inbox ID")).toBe("7");
  expect(value("Send a message as a customer (shell)")).toContain("Bearer YOUR_TOKEN");
  expect(await screen.findByText("Waiting for the first message…")).toBeTruthy();
  await user.click(screen.getByRole("button", { name: "Create token" }));
  await waitFor(() => expect(value("Token")).toBe("s3cret"));
  expect(inputsOf("tokens.create")).toMatchObject([
    { name: "Support integration", role: "agent", inboxIds: [7], isReadOnly: false, scopes: [] },
  ]);
  expect(value("Send a message as a customer (shell)")).toContain("Bearer s3cret");
  expect(value("The same in Node.js")).toContain("/v1/inboxes/7/messages");
});

test("nothing is said of the first message before it is known whether there is one", async () => {
  const page = openPage(<ConnectTab inbox={own} />, {
    answers: {
      ...answers,
      "conversations.list": () => {
        throw new Error("no answer");
      },
    },
  });
  expect(screen.queryByText("Waiting for the first message…")).toBeNull();
  await page.settled();
  expect(screen.queryByText("Waiting for the first message…")).toBeNull();
  expect(await screen.findByRole("button", { name: "Try again" })).toBeTruthy();
});

test("the settings for Evolution API name the inbox", async () => {
  const { user } = openPage(<ConnectTab inbox={own} />, { answers });
  await user.click(screen.getByRole("radio", { name: "Evolution API" }));
  const body = screen.getByRole<HTMLTextAreaElement>("textbox", { name: /chatwoot\/set/ }).value;
  expect(JSON.parse(body)).toMatchObject({ accountId: "1", nameInbox: "Support", autoCreate: false });
});

test("a WuKongIM inbox has one way, with the API's own address", async () => {
  const { user } = openPage(<ConnectTab inbox={{ ...own, channel: "wukongim" }} />, { answers });
  expect(screen.queryByRole("radio")).toBeNull();
  const example = screen.getByRole<HTMLTextAreaElement>("textbox", { name: /Send a message/ });
  expect(example.value).toContain(`${location.origin}/wukongim/message/send`);
  await user.click(screen.getAllByRole("button", { name: "Copy" }).at(-1) as HTMLElement);
  expect(await navigator.clipboard.readText()).toBe(example.value);
  expect(screen.queryByRole("textbox", { name: "Inbox ID" })).toBeNull();
  expect(await screen.findByText("Waiting for the first message…")).toBeTruthy();
});

test("a WuKongIM inbox warns of messages that people lose by a refresh, and names who sends them", async () => {
  openPage(<ConnectTab inbox={{ ...own, channel: "wukongim" }} />, { answers });
  expect(
    await screen.findByText(/^3 messages of the last 7 days will be gone.*your backend \(3\)/),
  ).toBeTruthy();
});
