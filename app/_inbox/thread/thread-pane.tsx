"use client";

import { useQuery } from "@tanstack/react-query";
import { CircleAlert, MessageCircleOff } from "lucide-react";
import dynamic from "next/dynamic";
import { useTranslations } from "next-intl";
import { useRef, useState } from "react";
import { useConversationOffers } from "@/app/_inbox/change/use-conversation-offers";
import { type NextState, useStatusActions } from "@/app/_inbox/change/use-status-actions";
import { Composer } from "@/app/_inbox/composer/composer";
import type { ComposerHandle } from "@/app/_inbox/composer/draft";
import { conversationTarget, Released, useWaitingKeys } from "@/app/_inbox/cursor/waiting-actions";
import { Details } from "@/app/_inbox/details/details";
import { SnoozeDialog } from "@/app/_inbox/snooze/snooze-dialog";
import { HeaderActions } from "@/app/_inbox/thread/header/header-actions";
import { InTrash } from "@/app/_inbox/thread/header/in-trash";
import { ThreadHeader } from "@/app/_inbox/thread/header/thread-header";
import { doesCaretMoveOn } from "@/app/_lib/preferences/browser-switch";
import { refusalCodeOf, useErrorText } from "@/app/_lib/refusal-text";
import { useTRPC } from "@/app/_lib/trpc";
import { whenReachable } from "@/app/_lib/when-reachable";
import { contactName } from "@/app/_shared/contact/contact-name";
import type { Row } from "@/app/_shared/conversation/rows";
import { LightboxProvider } from "@/app/_shared/files/lightbox/lightbox";
import { UnfoldedProvider } from "@/app/_shared/message/text/folded-text";
import { useInbox } from "@/app/_shared/use-account";
import { openNow } from "@/app/_shared/view/navigate";
import { useThread, useThreadAround } from "@/app/_shell/cache/use-thread";
import { useActions, useActionsHost } from "@/app/_shell/keys/actions";
import { ConnectionMark } from "@/app/_shell/nav/connection-mark";
import { Button } from "@/app/_ui/button";
import { EmptyState } from "@/app/_ui/empty-state";
import { Dialog } from "@/app/_ui/overlay/dialog";
import { windowOnDemand } from "@/app/_ui/overlay/window-on-demand";
import { OpenThreadProvider, useOpenThread } from "./open-thread";
import { Thread } from "./thread";
import { ThreadSkeleton } from "./thread-skeleton";

const NoTakerBanner = dynamic(
  whenReachable(() => import("@/app/_inbox/composer/no-taker-banner")),
  { ssr: false },
);
const ScheduledList = dynamic(
  whenReachable(() => import("@/app/_inbox/scheduled/scheduled-list")),
  { ssr: false },
);
const TranscriptDialog = windowOnDemand(() =>
  import("@/app/_inbox/thread/actions/transcript-dialog").then((file) => file.default),
);

type ThreadPaneProps = {
  displayId: number;
  /** The conversation from the list, shown until its own query has loaded. */
  known: Row | undefined;
  onBack: () => void;
  /** The conversation has been deleted permanently. */
  onPurged: () => void;
  /** Before the conversation leaves the list, by a sent reply or not. Returns whether the reader moves on from it. */
  onNextState: (displayId: number, to: NextState, isSent?: boolean) => boolean;
};

/** The open conversation. Remounted for each one. */
export function ThreadPane({ displayId, known, ...rest }: ThreadPaneProps) {
  const t = useTranslations("thread");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const {
    data: row,
    error,
    refetch,
  } = useQuery({
    ...trpc.conversations.get.queryOptions({ displayId }),
    ...(known === undefined ? {} : { placeholderData: known }),
  });
  if (row?.conversation.lifecycle === "purged") return <Gone displayId={displayId} onBack={rest.onBack} />;
  // A conversation moved to an inbox that the reader may not see is no longer there, although it was loaded before.
  const isUnknown = error !== null && refusalCodeOf(error) === "conversation.not_found";
  if (row && !isUnknown) return <OpenConversation row={row} {...rest} />;
  if (!error) return <ThreadSkeleton />;
  return (
    <>
      <Released target={conversationTarget(displayId)} />
      <EmptyState
        icon={isUnknown ? <MessageCircleOff size={20} /> : <CircleAlert size={20} />}
        title={isUnknown ? t("notFound", { number: displayId }) : t("error")}
        action={
          isUnknown ? (
            <Button onClick={rest.onBack}>{t("toList")}</Button>
          ) : (
            <Button onClick={() => void refetch()}>{t("tryAgain")}</Button>
          )
        }
      >
        {isUnknown ? t("notFoundText") : errorText(error)}
      </EmptyState>
    </>
  );
}

/** Shown when the conversation was permanently deleted while it was open. */
function Gone({ displayId, onBack }: { displayId: number; onBack: () => void }) {
  const t = useTranslations("thread");
  return (
    <>
      <Released target={conversationTarget(displayId)} />
      <EmptyState
        icon={<MessageCircleOff size={20} />}
        title={t("purged", { number: displayId })}
        action={<Button onClick={onBack}>{t("toList")}</Button>}
      >
        {t("purgedText")}
      </EmptyState>
    </>
  );
}

type OpenConversationProps = Omit<ThreadPaneProps, "displayId" | "known"> & { row: Row };

function OpenConversation({ row, onBack, onPurged, onNextState }: OpenConversationProps) {
  const t = useTranslations("thread");
  const why = useTranslations("keys.unavailable");
  const { displayId, lifecycle } = row.conversation;
  const isTrashed = lifecycle === "trashed";
  const name = contactName(row.contact);
  const actions = useStatusActions(displayId, (to) => void onNextState(displayId, to));
  const { queue } = useActionsHost();
  const composer = useRef<ComposerHandle>(null);
  const inbox = useInbox(row.conversation.inboxId);
  const [isPicking, setPicking] = useState(false);
  const [isDetailed, setDetailed] = useState(false);
  const [isMailing, setMailing] = useState(false);
  const offers = useConversationOffers(row.conversation, actions, {
    onPickSnooze: () => setPicking(true),
    onTranscript: () => setMailing(true),
  });
  const writing = { isEnabled: !isTrashed, whyNot: why("trashed", { number: displayId }) };
  useActions("conversation", {
    ...offers,
    reply: { run: () => composer.current?.focus("message"), ...writing },
    note: { run: () => composer.current?.focus("note"), ...writing },
    close: { run: onBack },
  });
  useWaitingKeys(conversationTarget(displayId));
  /** Moves on in the same task: what is typed from now on is not for this conversation, and no command for the next one. */
  const onSend = (resolves: boolean) => {
    if (!resolves || !navigator.onLine || !onNextState(displayId, "resolved", true)) return;
    const next = openNow();
    composer.current?.blur();
    if (next !== null && doesCaretMoveOn()) queue.begin("reply", conversationTarget(next));
    else queue.mute();
  };

  return (
    <OpenThreadProvider row={row}>
      <ThreadHeader row={row} onBack={onBack}>
        {isTrashed ? null : (
          <HeaderActions
            conversation={row.conversation}
            actions={actions}
            offers={offers}
            onPickSnooze={() => setPicking(true)}
            onDetails={() => setDetailed(true)}
          />
        )}
      </ThreadHeader>
      <ConnectionMark hidesConnecting className="py-1 empty:hidden md:hidden" />
      <LightboxProvider>
        <UnfoldedProvider>
          <Messages row={row} />
        </UnfoldedProvider>
      </LightboxProvider>
      <ScheduledList displayId={displayId} />
      {isTrashed ? (
        <InTrash row={row} onRestore={() => void actions.restore()} onPurged={onPurged} />
      ) : (
        <>
          {inbox?.noTakerSince ? <NoTakerBanner inboxId={inbox.id} /> : null}
          <Composer row={row} handle={composer} onSend={onSend} />
        </>
      )}
      <SnoozeDialog
        open={isPicking}
        onOpenChange={setPicking}
        onSnooze={(until) => void actions.snooze(until)}
      />
      {isMailing ? <TranscriptDialog row={row} onClose={() => setMailing(false)} /> : null}
      <Dialog open={isDetailed} onOpenChange={setDetailed} title={name} closeLabel={t("close")} side="right">
        <Details row={row} onLeave={() => setDetailed(false)} />
      </Dialog>
    </OpenThreadProvider>
  );
}

/** The messages: around the linked one if it is far from the end. */
function Messages({ row }: { row: Row }) {
  const t = useTranslations("thread");
  const { displayId, linked } = useOpenThread();
  const newest = useThread(displayId);
  const first = newest.data?.pages.at(-1)?.data[0]?.number ?? 1;
  const isPast = newest.isSuccess && linked !== null && linked < first;
  const around = useThreadAround(displayId, isPast ? linked : null);
  const thread = isPast ? around : newest;
  if (thread.isPending) return <ThreadSkeleton />;
  if (thread.isError && !thread.data) {
    return (
      <EmptyState
        icon={<CircleAlert size={20} />}
        title={t("error")}
        action={<Button onClick={() => void thread.refetch()}>{t("tryAgain")}</Button>}
      />
    );
  }
  return <Thread key={linked ?? "end"} row={row} thread={thread} isPast={isPast} />;
}
