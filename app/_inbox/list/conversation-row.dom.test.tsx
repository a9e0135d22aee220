import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { FIRST_VIEW } from "@/app/_shared/view/view";
import { toLastMessage } from "@/server/contract/event/reduce";
import { message } from "@/server/contract/event/sample-dtos";
import { openPage } from "@/test/support/dom/page";
import { aContact, aConversation } from "@/test/support/scenes/dtos";
import { ConversationRow } from "./conversation-row";

test("a row shows the subject without signs that reverse it, and the last message in plain words", async () => {
  const conversation = aConversation({
    id: 7,
    subject: "Invoice \u202efdp.exe\u202c",
    lastMessage: toLastMessage({
      ...message,
      content: "> Hello\n**Thank you**, see [here](https://a.example)",
    }),
  });
  openPage(
    <ConversationRow
      row={{ conversation, contact: aContact({ name: "Li Wen" }) }}
      view={FIRST_VIEW}
      isSelected={false}
      isPicked={false}
      hasRing={false}
      hasLeft={false}
      isTabStop
      inbox={null}
      onPick={() => {}}
    />,
    { answers: { "members.list": () => [] } },
  );
  expect(await screen.findByText("Invoice fdp.exe")).toBeTruthy();
  expect(await screen.findByText("Hello Thank you, see here")).toBeTruthy();
});
