"use client";

import { keepPreviousData, useMutation, useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useDeferredValue, useState } from "react";
import { useErrorText } from "@/app/_lib/refusal-text";
import { requestOnce } from "@/app/_lib/request-once";
import { useTRPC } from "@/app/_lib/trpc";
import { useWhileShown } from "@/app/_lib/use-while-shown";
import { contactName } from "@/app/_shared/contact/contact-name";
import { useMessageLine } from "@/app/_shared/files/use-message-line";
import { openConversation } from "@/app/_shared/view/navigate";
import { Field } from "@/app/_ui/field";
import { Dialog } from "@/app/_ui/overlay/dialog";
import { notify } from "@/app/_ui/overlay/toast";
import type { MessageDto } from "@/server/contract/_shared/dto";

const SHOWN_MAX = 8;

/** Selects the conversation into which a message is copied as a note, by number, contact or label. */
export function ForwardDialog({ message, onClose }: { message: MessageDto; onClose: () => void }) {
  const t = useTranslations("thread.forward");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const messageLine = useMessageLine();
  const [query, setQuery] = useState("");
  const wanted = useDeferredValue(query.trim());
  const { data, error, isPlaceholderData } = useQuery({
    ...trpc.search.queryOptions({ query: wanted, kind: "conversation", limit: SHOWN_MAX }),
    enabled: wanted !== "",
    placeholderData: keepPreviousData,
  });
  const end = useWhileShown(onClose);
  const forward = useMutation(
    trpc.messages.forward.mutationOptions({
      onSuccess: (_, { displayId }) => {
        end();
        notify({
          text: t("done", { number: displayId }),
          action: { label: t("show"), run: () => openConversation(displayId) },
        });
      },
    }),
  );
  const found = wanted === "" ? [] : (data?.conversations ?? []);
  /** They are of what is typed, not of what was typed before it. */
  const isCurrent = wanted === query.trim() && !isPlaceholderData;
  const problem = error ?? forward.error;
  const choose = (displayId: number | undefined) => {
    if (displayId === undefined || forward.isPending) return;
    const input = { messageId: message.id, displayId };
    // The mutation has the error.
    requestOnce("forward", input, (clientId) => forward.mutateAsync({ ...input, clientId })).catch(
      () => undefined,
    );
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => open || onClose()}
      title={t("title")}
      description={t("text")}
      closeLabel={t("close")}
    >
      <form
        method="post"
        onSubmit={(event) => {
          event.preventDefault();
          if (isCurrent) choose(found[0]?.conversation.displayId);
        }}
      >
        <Field
          label={t("to")}
          name="to"
          value={query}
          onChange={(event) => setQuery(event.target.value)}
          autoComplete="off"
          maxLength={100}
          dir="auto"
          hint={t("hint")}
          error={problem ? errorText(problem) : undefined}
        />
      </form>
      <ul aria-label={t("found")} className="mt-3 flex max-h-72 flex-col overflow-y-auto">
        {found.map(({ conversation, contact }) => (
          <li key={conversation.id}>
            <button
              type="button"
              disabled={forward.isPending}
              onClick={() => choose(conversation.displayId)}
              className="flex w-full items-baseline gap-2 rounded-s px-2 py-1.5 text-start hover:bg-hover-raised"
            >
              <span className="shrink-0 text-muted tabular-nums">#{conversation.displayId}</span>
              <bdi className="shrink-0 font-medium">{contactName(contact)}</bdi>
              <bdi className="min-w-0 truncate text-muted">
                {conversation.lastMessage ? messageLine(conversation.lastMessage) : null}
              </bdi>
            </button>
          </li>
        ))}
      </ul>
      {wanted !== "" && data && found.length === 0 ? <p className="text-muted">{t("nothing")}</p> : null}
    </Dialog>
  );
}
