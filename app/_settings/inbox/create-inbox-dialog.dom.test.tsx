import { screen, waitFor } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { Refusal } from "@/server/contract/_shared/refusal";
import { inbox } from "@/server/contract/event/sample-dtos";
import { listChannelForms } from "@/server/queries/inboxes/channels";
import { isDisabled } from "@/test/support/dom/disabled";
import { openPage } from "@/test/support/dom/page";
import { CreateInboxDialog } from "./create-inbox-dialog";

const openDialog = () =>
  openPage(<CreateInboxDialog open onOpenChange={() => {}} />, {
    answers: { "inboxes.channels": () => listChannelForms(), "inboxes.create": () => ({ ...inbox, id: 7 }) },
  });

test("a new inbox has the channel that was chosen, and opens where it is connected", async () => {
  const { user, inputsOf, visited } = openDialog();
  await user.click(await screen.findByRole("button", { name: /^Chatwoot client/ }));
  const name = screen.getByRole("textbox", { name: "Name" });
  await waitFor(() => expect(document.activeElement).toBe(name));
  await user.type(name, "Shop");
  await user.type(screen.getByRole("textbox", { name: "Callback URL" }), "https://shop.example/out{Enter}");
  await expect
    .poll(() => inputsOf("inboxes.create"))
    .toEqual([
      {
        name: "Shop",
        channel: "api",
        settings: {},
        callbackUrl: "https://shop.example/out",
        callbackFormat: "chatwoot",
        messagesStartAs: "pending",
        clientId: expect.any(String),
      },
    ]);
  await expect.poll(() => visited).toEqual(["/settings/inboxes/7/connect"]);
});

test("back in the gallery, the channel that was left has the focus", async () => {
  const errors = vi.spyOn(console, "error");
  const { user } = openDialog();
  await user.click(await screen.findByRole("button", { name: /^WuKongIM/ }));
  expect(screen.queryByRole("textbox", { name: "Callback URL" })).toBeNull();
  await user.click(screen.getByRole("button", { name: "Back to channels" }));
  await waitFor(() => expect(document.activeElement).toBe(screen.getByRole("button", { name: /^WuKongIM/ })));
  expect(errors).not.toHaveBeenCalled(); // each choice has a key of its own
});

test("a provider's preset fills in its servers, and leaves what was typed", async () => {
  const { user, inputsOf } = openDialog();
  await user.click(await screen.findByRole("button", { name: /^Email/ }));
  const choose = async (name: string) => {
    await user.click(screen.getByRole("combobox", { name: "Service" }));
    await user.click(await screen.findByRole("option", { name }));
  };
  const textIn = (name: string) => screen.getByRole<HTMLInputElement>("textbox", { name }).value;
  await user.type(screen.getByRole("textbox", { name: "Name" }), "Support");
  await user.type(screen.getByRole("textbox", { name: "Email address" }), "help@shop.example");
  await choose("Microsoft 365");
  expect(textIn("IMAP server")).toBe("outlook.office365.com");
  expect(screen.getByText(/takes no passwords/)).toBeTruthy();
  expect(screen.getByRole("textbox", { name: "Client ID" })).toBeTruthy();
  await choose("Gmail");
  expect(screen.queryByRole("textbox", { name: "Client ID" })).toBeNull();
  expect(screen.getByRole("link", { name: "Create an app password" })).toBeTruthy();
  // The user names are the address, and both servers mostly have one password.
  await user.type(screen.getAllByLabelText("Password")[0] as HTMLElement, "abcd efgh");
  await user.click(screen.getByRole("button", { name: "Create inbox" }));
  const login = { user: "help@shop.example", password: "abcd efgh" };
  await expect
    .poll(() => inputsOf("inboxes.create"))
    .toMatchObject([
      {
        name: "Support",
        settings: {
          address: "help@shop.example",
          login: "password",
          imap: { host: "imap.gmail.com", port: 993, tls: "tls", ...login },
          smtp: { host: "smtp.gmail.com", port: 465, tls: "tls", ...login },
        },
      },
    ]);
});

test("an inbox whose answer was lost is created again as the same one, and a changed one as another", async () => {
  const { user, inputsOf } = openPage(<CreateInboxDialog open onOpenChange={() => {}} />, {
    answers: {
      "inboxes.channels": () => listChannelForms(),
      "inboxes.create": () => {
        throw new Error("no answer");
      },
    },
  });
  await user.click(await screen.findByRole("button", { name: /^WuKongIM/ }));
  const create = async (times: number) => {
    await user.click(screen.getByRole("button", { name: "Create inbox" }));
    await expect.poll(() => inputsOf("inboxes.create")).toHaveLength(times);
    await expect.poll(() => isDisabled(screen.getByRole("button", { name: "Create inbox" }))).toBe(false);
  };
  await user.type(screen.getByRole("textbox", { name: "Name" }), "Shop");
  await create(1);
  await create(2);
  await user.type(screen.getByRole("textbox", { name: "Name" }), " 2");
  await create(3);
  const ids = inputsOf("inboxes.create").map((input) => (input as { clientId?: string }).clientId);
  expect(ids).toEqual([expect.any(String), ids[0], expect.not.stringContaining(String(ids[0]))]);
});

test("the setting that the server refuses is named at its field, which gets the focus", async () => {
  const { user } = openPage(<CreateInboxDialog open onOpenChange={() => {}} />, {
    answers: {
      "inboxes.channels": () => listChannelForms(),
      "inboxes.create": () => {
        throw new Refusal("input.invalid", {
          field: "settings.allowedOrigins.1",
          detail: "must be an origin",
        });
      },
    },
  });
  await user.click(await screen.findByRole("button", { name: /^Website/ }));
  await user.type(screen.getByRole("textbox", { name: "Name" }), "Shop");
  const sites = screen.getByRole("textbox", { name: "Allowed sites" });
  await user.type(sites, "https://shop.example{Enter}shop.example");
  await user.click(screen.getByRole("button", { name: "Create inbox" }));
  await waitFor(() => expect(document.activeElement).toBe(sites));
  expect(sites.getAttribute("aria-invalid")).toBe("true");
  const note = document.getElementById(sites.getAttribute("aria-describedby") ?? "");
  expect(note?.textContent).toMatch(/^This value isn't valid\. Sites that may show the widget, for example/);
});

test("an inbox whose dialog is closed while it is created does not open", async () => {
  let answer = () => {};
  const page = openPage(<CreateInboxDialog open onOpenChange={() => {}} />, {
    answers: {
      "inboxes.channels": () => listChannelForms(),
      "inboxes.create": async () => {
        await new Promise<void>((resolve) => {
          answer = resolve;
        });
        return { ...inbox, id: 7 };
      },
    },
  });
  await page.user.click(await screen.findByRole("button", { name: /^WuKongIM/ }));
  await page.user.type(screen.getByRole("textbox", { name: "Name" }), "Shop{Enter}");
  await expect.poll(() => page.inputsOf("inboxes.create")).toHaveLength(1);
  await page.user.click(screen.getByRole("button", { name: "Back to channels" }));
  answer();
  await page.settled();
  expect(page.visited).toEqual([]);
});
