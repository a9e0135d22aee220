"use client";

import { useTranslations } from "next-intl";
import type { FormEvent } from "react";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useTRPC } from "@/app/_lib/trpc";
import { useSaveMutation } from "@/app/_shared/dialogs/use-save-mutation";
import { Button } from "@/app/_ui/button";
import { Field } from "@/app/_ui/field";
import type { InboxDto } from "@/server/contract/_shared/dto";
import { NAME_CHARS_MAX } from "@/server/contract/_shared/limits";

/** Creates the first inbox, or shows its name. */
export function FirstInbox({ inbox }: { inbox: InboxDto | null }) {
  const t = useTranslations("welcome.step1");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const create = useSaveMutation(trpc.inboxes.create.mutationOptions(), trpc.inboxes.pathFilter());
  if (inbox) {
    return (
      <p>
        <bdi className="font-medium">{inbox.name}</bdi> <span className="text-muted">{t("is")}</span>
      </p>
    );
  }
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    create.mutate({ name: String(new FormData(event.currentTarget).get("name")), channel: "api" });
  };
  return (
    <>
      <p className="mb-3 text-muted">{t("text")}</p>
      <form method="post" onSubmit={submit} className="flex items-start gap-2">
        <Field
          label={t("name")}
          name="name"
          required
          maxLength={NAME_CHARS_MAX}
          autoComplete="off"
          dir="auto"
          placeholder={t("example")}
          error={create.error ? errorText(create.error) : undefined}
          className="flex-1"
        />
        <Button variant="primary" type="submit" disabled={create.isPending} className="mt-6 h-8.5">
          {t("create")}
        </Button>
      </form>
    </>
  );
}
