"use client";

import { useMutation } from "@tanstack/react-query";
import { useLocale, useTranslations } from "next-intl";
import type { FormEvent } from "react";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useTRPC } from "@/app/_lib/trpc";
import { useWhileShown } from "@/app/_lib/use-while-shown";
import { Button } from "@/app/_ui/button";
import { Field } from "@/app/_ui/field";
import { Dialog } from "@/app/_ui/overlay/dialog";
import { notify } from "@/app/_ui/overlay/toast";
import { LOCALES } from "@/server/contract/_shared/constants";
import { EMAIL_CHARS_MAX } from "@/server/contract/_shared/limits";
import type { ListedRow } from "@/server/contract/live/frame";

/** Mails the conversation's public messages to an address: the customer's, unless another is typed. */
export default function TranscriptDialog({ row, onClose }: { row: ListedRow; onClose: () => void }) {
  const t = useTranslations("transcript");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const shown = useLocale();
  const locale = LOCALES.find((known) => known === shown);
  const end = useWhileShown(onClose);
  const send = useMutation(
    trpc.conversations.sendTranscript.mutationOptions({
      onSuccess: ({ email }) => {
        end();
        notify({ text: t("sent", { email }) });
      },
    }),
  );
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const email = String(new FormData(event.currentTarget).get("email")).trim();
    if (!send.isPending) send.mutate({ displayId: row.conversation.displayId, email, locale });
  };
  return (
    <Dialog open onOpenChange={onClose} title={t("title")} closeLabel={t("close")}>
      <form method="post" onSubmit={submit} className="flex flex-col gap-3">
        <Field
          label={t("email")}
          hint={t("hint")}
          type="email"
          name="email"
          required
          maxLength={EMAIL_CHARS_MAX}
          defaultValue={row.contact.email ?? ""}
          autoComplete="off"
          error={send.error ? errorText(send.error) : undefined}
        />
        <Button variant="primary" type="submit" className="self-end" disabled={send.isPending}>
          {t("submit")}
        </Button>
      </form>
    </Dialog>
  );
}
