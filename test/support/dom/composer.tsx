import { Composer } from "@/app/_inbox/composer/composer";
import { OpenThreadProvider } from "@/app/_inbox/thread/open-thread";
import { inbox } from "@/server/contract/event/sample-dtos";
import { aContact, aConversation } from "@/test/support/scenes/dtos";
import type { Answers } from "./network";
import { openPage, type Page } from "./page";

/** The conversation of the composer: with Li Wen, in the inbox 1. */
export const composerRow = { conversation: aConversation({ id: 7 }), contact: aContact({ name: "Li Wen" }) };

/** Opens the composer of a conversation whose inbox is named Website, with answers to what it always reads. */
export const openComposer = (answers: Answers, { appendsSignatures = false } = {}): Page =>
  openPage(
    <OpenThreadProvider row={composerRow}>
      <Composer row={composerRow} handle={{ current: null }} onSend={() => {}} />
    </OpenThreadProvider>,
    {
      path: "/inbox?c=7",
      answers: {
        "inboxes.list": () => [{ ...inbox, id: 1, name: "Website", appendsSignatures }],
        "me.get": () => ({ undoSendSeconds: 0 }) as never,
        "cannedReplies.list": () => [],
        "members.list": () => [],
        "drafts.get": () => null,
        "drafts.keep": () => undefined,
        "presence.type": () => undefined as never,
        "files.limits": () => ({ bytes: 1, count: 1 }) as never,
        ...answers,
      },
    },
  );
