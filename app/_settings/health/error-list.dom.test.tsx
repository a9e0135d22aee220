import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { inbox } from "@/server/contract/event/sample-dtos";
import { health } from "@/server/contract/health/sample-health";
import { openPage } from "@/test/support/dom/page";
import { ErrorList } from "./error-list";

test.each([
  ["one inbox", [1], "1"],
  ["several inboxes", [1, 2], null],
])(
  "of a report of %s, the messages that are still failed are those of the report",
  async (_, ids, wanted) => {
    const [one] = health.inboxes;
    const inboxes = ids.flatMap((inboxId) => (one ? [{ ...one, inboxId }] : []));
    openPage(<ErrorList health={{ ...health, inboxes }} />, { answers: { "inboxes.list": () => [inbox] } });
    const link = await screen.findByRole("link", { name: /4/ });
    const { searchParams } = new URL(link.getAttribute("href") ?? "", "http://localhost");
    expect(searchParams.get("inbox")).toBe(wanted);
    expect(searchParams.get("error")).toBe("131026: Message undeliverable");
  },
);
