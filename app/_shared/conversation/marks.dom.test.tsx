import { waitFor } from "@testing-library/react";
import { expect, test } from "vitest";
import { inbox } from "@/server/contract/event/sample-dtos";
import { openPage } from "@/test/support/dom/page";
import { InboxDot } from "./marks";

test("of five inboxes no two have the same colour, whatever their ids", async () => {
  const ids = [3, 8, 13, 18, 23];
  const { container } = openPage(
    ids.map((id) => <InboxDot key={id} inboxId={id} />),
    { answers: { "inboxes.list": () => ids.toReversed().map((id) => ({ ...inbox, id })) } },
  );
  const colours = () => [...container.querySelectorAll("span")].map(({ className }) => className);
  await waitFor(() => expect(new Set(colours()).size).toBe(5));
});
