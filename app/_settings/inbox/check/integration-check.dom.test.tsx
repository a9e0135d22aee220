import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { Refusal } from "@/server/contract/_shared/refusal";
import { openPage } from "@/test/support/dom/page";
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
