"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type FormEvent, type KeyboardEvent, useId, useState } from "react";
import { useMe } from "@/app/_lib/session/me";
import { useTRPC } from "@/app/_lib/trpc";
import { SubmitKey, useIsSubmitKey } from "@/app/_shell/composer/submit-key";
import { ContactPicker, type Recipient } from "@/app/_shell/start/contact-picker";
import { Button } from "@/app/_ui/button";
import { Dialog } from "@/app/_ui/overlay/dialog";
import { SelectField } from "@/app/_ui/select";
import type { ContactDto, ConversationDto } from "@/server/contract/_shared/dto";
import { openListed, usePresetInbox, useStart } from "./use-start";

type StartDialogProps = {
  onClose: () => void;
  /** Preset as the recipient. */
  contact?: ContactDto;
  /** Shows the started conversation outside the inbox's screen; there it opens over the list. */
  onStarted?: (conversation: ConversationDto) => void;
};

/** Starts a conversation: the contact, the inbox, and the first message. */
export default function StartDialog({ onClose, contact, onStarted }: StartDialogProps) {
  const t = useTranslations("start");
  const trpc = useTRPC();
  const ids = useId();
  const me = useMe();
  const { data: inboxes = [] } = useQuery(trpc.inboxes.list.queryOptions());
  const [recipient, setRecipient] = useState<Recipient | null>(contact ? { kind: "known", contact } : null);
  const [chosen, setChosen] = useState<number | null>(null);
  const inboxId = usePresetInbox(chosen, recipient?.kind === "known" ? recipient.contact.id : null);
  const { start, isPending, refusal } = useStart({
    onStarted: (conversation) => {
      onClose();
      if (onStarted) onStarted(conversation);
      else openListed(conversation, me.id);
    },
    onContact: setRecipient,
  });

  const isSubmitKey = useIsSubmitKey();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (!recipient || isPending) return;
    const given = new FormData(event.currentTarget);
    const text = (name: string) => String(given.get(name) ?? "").trim();
    start({
      recipient: recipient.kind === "known" ? recipient : { ...recipient, name: text("name") },
      email: text("email") || null,
      phone: text("phone") || null,
      inboxId: Number(given.get("inboxId")),
      content: text("content"),
    });
  };
  const onKeyDown = (event: KeyboardEvent<HTMLFormElement>) => {
    if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) event.currentTarget.requestSubmit();
  };
  const onTextKey = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (!isSubmitKey(event)) return;
    event.preventDefault();
    event.stopPropagation();
    event.currentTarget.form?.requestSubmit();
  };
  return (
    <Dialog open onOpenChange={(isOpen) => !isOpen && onClose()} title={t("title")} closeLabel={t("close")}>
      <form method="post" onSubmit={submit} onKeyDown={onKeyDown} className="flex flex-col gap-3">
        <ContactPicker
          recipient={recipient}
          error={refusal?.code === "contact.taken" ? refusal.text : undefined}
          onChange={setRecipient}
        />
        <SelectField
          label={t("inbox")}
          name="inboxId"
          required
          value={inboxId}
          options={inboxes.map(({ id, name }) => ({ value: id, label: name }))}
          onChange={setChosen}
        />
        <div>
          <label htmlFor={`${ids}-content`} className="mb-1 block font-medium">
            {t("message")}
          </label>
          <textarea
            id={`${ids}-content`}
            name="content"
            required
            rows={4}
            dir="auto"
            onKeyDown={onTextKey}
            autoFocus={contact !== undefined}
            className="block w-full rounded-s border border-line-strong bg-surface px-2.5 py-1.5"
          />
        </div>
        {refusal && refusal.code !== "contact.taken" ? (
          <p role="alert" className="text-bad text-sm">
            {refusal.text}
          </p>
        ) : null}
        <p className="text-muted text-sm">{t("assigned")}</p>
        <Button variant="primary" type="submit" disabled={!recipient || isPending} className="self-end">
          {t("send")}
          <SubmitKey />
        </Button>
      </form>
    </Dialog>
  );
}
