import { screen } from "@testing-library/react";
import { createRef, type ReactNode, type RefObject, useState } from "react";
import { Composer } from "@/app/_inbox/composer/composer";
import type { ComposerHandle } from "@/app/_inbox/composer/draft";
import { OpenThreadProvider, useOpenThread } from "@/app/_inbox/thread/open-thread";
import type { MessageDto } from "@/server/contract/_shared/dto";
import { inbox } from "@/server/contract/event/sample-dtos";
import { aContact, aConversation } from "@/test/support/scenes/dtos";
import type { Answers } from "./network";
import { openPage, type Page } from "./page";

/** The conversation of the composer: with Li Wen, in the inbox 1. */
export const composerRow = { conversation: aConversation({ id: 7 }), contact: aContact({ name: "Li Wen" }) };

/** What every composer reads. */
export const ALWAYS: Answers = {
  "me.get": () => ({ undoSendSeconds: 0 }) as never,
  "cannedReplies.list": () => [],
  "members.list": () => [],
  "drafts.get": () => null,
  "drafts.keep": () => ({ isKept: true }),
  "presence.type": () => undefined as never,
  "files.limits": () => ({ bytes: 1, count: 1 }) as never,
};

/** Opens the composer of the first of two conversations, and goes to that of the other one as the thread does. */
export function openComposers(
  answers: Answers,
  [first, second]: readonly [number, number],
): Page & { go: (displayId: number) => Promise<void> } {
  function Threads() {
    const [displayId, open] = useState(first);
    const row = { ...composerRow, conversation: aConversation({ id: displayId, displayId }) };
    return (
      <OpenThreadProvider row={row}>
        <button type="button" onClick={() => open(displayId === first ? second : first)}>
          Other
        </button>
        <Composer key={displayId} row={row} handle={{ current: null }} onSend={() => {}} />
      </OpenThreadProvider>
    );
  }
  const page = openPage(<Threads />, { path: `/inbox?c=${first}`, answers: { ...ALWAYS, ...answers } });
  const go = async (displayId: number) => {
    history.replaceState(null, "", `/inbox?c=${displayId}`);
    await page.user.click(screen.getByRole("button", { name: "Other" }));
  };
  return { ...page, go };
}

/** Quotes a message of the open thread. */
export function QuoteButton({ message }: { message: MessageDto }) {
  const { setQuoted } = useOpenThread();
  return (
    <button type="button" onClick={() => setQuoted(message)}>
      Quote
    </button>
  );
}

/** Opens the composer of a conversation whose inbox is named Website, with answers to what it always reads; `thread`: what is above it; `handle`: for what the keys do. */
export const openComposer = (
  answers: Answers,
  {
    appendsSignatures = false,
    row = composerRow,
    thread,
    handle = createRef(),
  }: {
    appendsSignatures?: boolean;
    row?: typeof composerRow;
    thread?: ReactNode;
    handle?: RefObject<ComposerHandle | null>;
  } = {},
): Page =>
  openPage(
    <OpenThreadProvider row={row}>
      {thread}
      <Composer row={row} handle={handle} onSend={() => {}} />
    </OpenThreadProvider>,
    {
      path: "/inbox?c=7",
      answers: {
        "inboxes.list": () => [{ ...inbox, id: 1, name: "Website", appendsSignatures }],
        ...ALWAYS,
        ...answers,
      },
    },
  );
