import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import type en from "@/messages/en.json";
import zh from "@/messages/zh.json";
import { Refusal } from "@/server/contract/_shared/refusal";
import { openPage } from "@/test/support/dom/page";
import { EvolutionCheck } from "./evolution-check";
import { IntegrationCheck } from "./integration-check";

const FOUND = {
  warnings: [],
  replies: { takers: [], callbackFailingSince: null, webhooks: [], readers: [] },
  programStatuses: { from: "2026-11-01T00:00:00.000Z", data: [] },
  calls: [],
  settings: [],
};

test("a repeated check that fails says so, in place of the result of the one before", async () => {
  let checks = 0;
  const { user } = openPage(<IntegrationCheck inbox={{ id: 1, channel: "email", callbackUrl: null }} />, {
    answers: {
      "inboxes.diagnose": () => {
        checks += 1;
        if (checks > 1) throw new Refusal("inbox.not_found");
        return FOUND as never;
      },
    },
  });
  await user.click(screen.getByRole("button", { name: "Run check" }));
  await screen.findByRole("heading", { name: "Where replies go" });
  await user.click(screen.getByRole("button", { name: "Run again" }));
  await screen.findByRole("button", { name: "Try again" });
  expect(screen.queryByRole("heading", { name: "Where replies go" })).toBeNull();
});

test("why a test call failed is read in Chinese", async () => {
  const failed = {
    finding: "connection_refused",
    status: null,
    durationMs: 3,
    address: "192.0.2.1",
  } as const;
  const { user } = openPage(<EvolutionCheck inboxId={1} />, {
    language: { locale: "zh", messages: zh as unknown as typeof en },
    answers: {
      "inboxes.checkEvolution": async () => ({
        call: { ...failed, detail: "Connection refused." },
        settings: null,
        findings: [],
      }),
    },
  });
  await user.click(screen.getByText(zh.settings.check.evolution.title));
  await user.type(screen.getByLabelText(zh.settings.check.evolution.url), "https://evolution.example.test");
  await user.type(screen.getByLabelText(zh.settings.check.evolution.instance), "shop");
  await user.type(screen.getByLabelText(zh.settings.check.evolution.apiKey), "a-key");
  await user.click(screen.getByRole("button", { name: zh.settings.check.evolution.check }));
  await screen.findByText(zh.reason.connection_refused);
});
