"use client";

import { useTranslations } from "next-intl";
import type { FormEvent } from "react";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useTRPC } from "@/app/_lib/trpc";
import { useSaveMutation } from "@/app/_settings/frame/use-save-mutation";
import { CopyField } from "@/app/_shared/copy-field";
import { Button } from "@/app/_ui/button";
import { Field } from "@/app/_ui/field";
import { SHORT_NAME_CHARS_MAX } from "@/server/contract/_shared/limits";

/** Creates a token and shows its secret once. */
export function CreateToken() {
  const t = useTranslations("settings.token");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const create = useSaveMutation(
    trpc.tokens.create.mutationOptions({
      gcTime: 0, // the secret is discarded when it is no longer shown
    }),
    trpc.tokens.pathFilter(),
  );
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const given = new FormData(form);
    const scopes = given.get("purge") === null ? [] : ["conversations:purge" as const];
    create.mutate({ name: String(given.get("name")), scopes }, { onSuccess: () => form.reset() });
  };
  return (
    <div className="mb-6 flex flex-col gap-4">
      <form method="post" onSubmit={submit} className="flex max-w-dialog flex-wrap items-start gap-2">
        <Field
          label={t("name")}
          name="name"
          required
          maxLength={SHORT_NAME_CHARS_MAX}
          autoComplete="off"
          hint={t("nameHint")}
          error={create.error ? errorText(create.error) : undefined}
          className="flex-1"
        />
        <Button variant="primary" type="submit" disabled={create.isPending} className="mt-6 h-8.5">
          {t("create")}
        </Button>
        <label className="flex basis-full items-start gap-2 text-muted text-sm">
          <input type="checkbox" name="purge" className="mt-0.5" />
          {t("mayPurge")}
        </label>
      </form>
      {create.data ? (
        <section role="status" className="rounded-m bg-ok-soft p-4">
          <h2 className="text-base">{t("created", { name: create.data.token.name })}</h2>
          <p className="mt-0.5 mb-3 text-muted">{t("shownOnce")}</p>
          <CopyField label={t("secret")} value={create.data.secret} />
        </section>
      ) : null}
    </div>
  );
}
