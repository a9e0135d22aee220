import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { MEMBER_HEADER } from "@/server/contract/_shared/page-member";
import { message } from "@/server/contract/event/sample-dtos";
import { composerRow, openComposer } from "@/test/support/dom/composer";

test("what a page reads and sends names its member, who may not be the one who has signed in since", async () => {
  const { user, headersOf, streams } = openComposer({
    "messages.send": () => ({ message, conversation: composerRow.conversation }) as never,
  });
  await user.type(await screen.findByRole("textbox"), "Hello");
  await user.click(screen.getByRole("button", { name: /^Send/ }));
  await expect.poll(() => headersOf("messages.send", MEMBER_HEADER)).toEqual(["1"]);
  expect(headersOf("inboxes.list", MEMBER_HEADER)).toEqual(["1"]);
  const inputs = streams.map((url) =>
    JSON.parse(new URL(url, "http://local").searchParams.get("input") ?? ""),
  );
  expect(inputs).toMatchObject([{ json: { memberId: 1 } }]);
});
