import { screen, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { Refusal } from "@/server/contract/_shared/refusal";
import { inbox } from "@/server/contract/event/sample-dtos";
import type { Answers } from "@/test/support/dom/network";
import { openPage } from "@/test/support/dom/page";
import { NewWebhookScreen } from "./new-webhook-screen";

const answers: Answers = { "webhooks.formats": () => [], "inboxes.list": () => [inbox] };

test("a refused URL gets the focus, and names the network that the operator would have to allow", async () => {
  const { user } = openPage(<NewWebhookScreen />, {
    answers: {
      ...answers,
      "webhooks.create": () => {
        throw new Refusal("endpoint.url_refused", {
          field: "url",
          detail: "set WEBHOOK_ALLOW_CIDRS=10.0.3.4/32",
        });
      },
    },
  });
  const url = screen.getByRole("textbox", { name: "URL" });
  await user.type(url, "http://10.0.3.4/hook");
  await user.click(screen.getByRole("button", { name: "Create webhook" }));
  await screen.findByText("WEBHOOK_ALLOW_CIDRS=10.0.3.4/32", { exact: false });
  expect(url.getAttribute("aria-invalid")).toBe("true");
  await expect.poll(() => document.activeElement === url).toBe(true);
});

test("deletions without their ends are completed by one click, and a form without any event cannot be saved", async () => {
  const { user } = openPage(<NewWebhookScreen />, { answers });
  const events = within(screen.getByRole("radiogroup", { name: "Events" }));
  await user.click(events.getByText("Selected events"));
  const failed = screen.getByRole<HTMLInputElement>("checkbox", { name: "operation.failed" });
  await user.click(failed);
  expect(failed.checked).toBe(false);
  await user.click(screen.getByRole("button", { name: "Add these events" }));
  expect(failed.checked).toBe(true);
  for (const box of screen.getAllByRole<HTMLInputElement>("checkbox", {
    name: /^[a-z_]+\.[a-z_./]+$/,
    checked: true,
  }))
    await user.click(box);
  expect(screen.getByRole("alert").textContent).not.toBe("");
  expect(screen.getByRole<HTMLButtonElement>("button", { name: "Create webhook" }).disabled).toBe(true);
});

test("FreeScout's format has no heartbeat", async () => {
  const { user } = openPage(<NewWebhookScreen />, { answers });
  await user.type(screen.getByRole("spinbutton", { name: /^Heartbeat/ }), "5");
  await user.click(within(screen.getByRole("radiogroup", { name: "Payload" })).getByText("FreeScout format"));
  expect(screen.queryByRole("spinbutton", { name: /^Heartbeat/ })).toBeNull();
});

test("a form with changes is left by a link only after a question", async () => {
  const { user, visited } = openPage(
    <>
      <a href="/settings/teams">Teams</a>
      <NewWebhookScreen />
    </>,
    { answers, path: "/settings/webhooks/new" },
  );
  const url = screen.getByRole<HTMLInputElement>("textbox", { name: "URL" });
  await user.type(url, "https://a.example");
  await user.click(screen.getByRole("link", { name: "Teams" }));
  const question = within(await screen.findByRole("dialog", { name: "Discard unsaved changes?" }));
  await user.click(question.getByText("Keep editing"));
  await expect.poll(() => screen.queryByRole("dialog")).toBeNull();
  expect([visited, url.value]).toEqual([[], "https://a.example"]);
  await user.click(screen.getByRole("link", { name: "Teams" }));
  await user.click(await screen.findByRole("button", { name: "Discard changes" }));
  expect(visited).toEqual(["/settings/teams"]);
});

test("a created webhook has its own title, its secret, and can be tested", async () => {
  const { user } = openPage(<NewWebhookScreen />, {
    answers: {
      ...answers,
      "webhooks.create": () => ({ endpoint: { id: 3, format: "tickline" }, secret: "whsec_x" }) as never,
      "webhooks.troubled": () => 0,
    },
  });
  await user.type(screen.getByRole("textbox", { name: "URL" }), "https://a.example");
  await user.click(screen.getByRole("button", { name: "Create webhook" }));
  expect(await screen.findByRole("heading", { level: 1, name: "Webhook created" })).toBeTruthy();
  expect(screen.getByRole<HTMLInputElement>("textbox", { name: "Secret" }).value).toBe("whsec_x");
  await user.click(screen.getByRole("button", { name: "Send test…" }));
  expect(await screen.findByRole("dialog")).toBeTruthy();
});
