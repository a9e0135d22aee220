"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { Row } from "@/app/_shared/conversation/rows";
import { useMessageLine } from "@/app/_shared/files/use-message-line";
import { FIRST_VIEW, hrefOf, type View } from "@/app/_shared/view/view";
import { useConversationList, useInboxTopics } from "@/app/_shell/cache/use-conversation-list";
import type { InboxDto } from "@/server/contract/_shared/dto";
import { FirstRequest, Step } from "./first-request";

/** The newest conversation of the inbox, kept current, and the view that lists it. */
function useNewest(inbox: InboxDto): { newest: Row | undefined; view: View } {
  const { botEnabled, startAsPending } = inbox.policy;
  const view: View = {
    ...FIRST_VIEW,
    scope: "all",
    status: botEnabled || startAsPending ? "pending" : "open",
    inboxId: inbox.id,
  };
  useInboxTopics(view);
  const { rows } = useConversationList(view);
  return { newest: rows[0], view };
}

/** The command to copy, done once its token is created, and the first message of the inbox as it arrives. */
export function FirstMessage({ inbox }: { inbox: InboxDto }) {
  const t = useTranslations("welcome");
  const messageLine = useMessageLine();
  const [hasToken, setHasToken] = useState(false);
  const { newest, view } = useNewest(inbox);
  const isArrived = newest !== undefined;
  return (
    <>
      <Step number={2} title={t("step2.title")} isDone={hasToken || isArrived} doneLabel={t("done")}>
        <FirstRequest inbox={inbox} isNext={!isArrived} onCreated={() => setHasToken(true)} />
      </Step>
      <Step number={3} title={t("step3.title")} isDone={isArrived} doneLabel={t("done")}>
        <div role="status">
          {newest ? (
            <>
              <p>{t("step3.arrived")}</p>
              <p className="mt-2 w-fit max-w-full rounded-m bg-bubble-in px-3 py-2">
                <bdi className="block font-medium">{newest.contact.name}</bdi>
                <span dir="auto" className="block wrap-anywhere">
                  {newest.conversation.lastMessage ? messageLine(newest.conversation.lastMessage) : null}
                </span>
              </p>
            </>
          ) : (
            <p className="flex items-center gap-2.5 text-muted">
              <span aria-hidden className="size-2 animate-pulse rounded-full bg-accent" />
              {t("step3.waiting")}
            </p>
          )}
        </div>
        {newest ? (
          <Link
            href={hrefOf({ ...view, selected: newest.conversation.displayId })}
            className="mt-3 inline-flex h-7.5 items-center rounded-s border border-accent bg-accent px-2.5 font-medium text-on-accent hover:bg-accent-hover pointer-coarse:h-9"
          >
            {t("step3.open")}
          </Link>
        ) : null}
      </Step>
    </>
  );
}
