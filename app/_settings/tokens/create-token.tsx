"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { useErrorText } from "@/app/_lib/refusal-text";
import { requestOnce } from "@/app/_lib/request-once";
import { useTRPC } from "@/app/_lib/trpc";
import { CopyField } from "@/app/_shared/copy-field";
import { useSaveMutation } from "@/app/_shared/dialogs/use-save-mutation";
import { Button } from "@/app/_ui/button";
import { Field } from "@/app/_ui/field";
import { Dialog } from "@/app/_ui/overlay/dialog";
import { SHORT_NAME_CHARS_MAX } from "@/server/contract/_shared/limits";
import { isComplete, NEW_TOKEN, rightsOf } from "./token-draft";
import { TokenFields } from "./token-fields";

/** Creates a token with its rights in a dialog, which then shows its secret once. */
export function CreateToken({ onClose }: { onClose: () => void }) {
  const t = useTranslations("settings.token");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const [draft, setDraft] = useState(NEW_TOKEN);
  const create = useSaveMutation(
    trpc.tokens.create.mutationOptions({
      gcTime: 0, // the secret is discarded when it is no longer shown
    }),
    trpc.tokens.pathFilter(),
  );
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const name = String(new FormData(event.currentTarget).get("name"));
    // The mutation has the error.
    requestOnce("token", { name, ...draft }, (clientId, at) =>
      create.mutateAsync({ name, ...rightsOf(draft, at), clientId }),
    ).catch(() => undefined);
  };
  const made = create.data;
  return (
    <Dialog
      open
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={made ? t("created", { name: made.token.name }) : t("newTitle")}
      closeLabel={t("close")}
      isShownOnce={create.isPending || made !== undefined}
      isMaking={create.isPending}
      {...(made && { description: t("shownOnce") })}
    >
      {made ? (
        <div className="flex flex-col gap-4">
          <CopyField label={t("secret")} value={made.secret} />
          <Button variant="primary" onClick={onClose} className="self-end">
            {t("done")}
          </Button>
        </div>
      ) : (
        <form method="post" onSubmit={submit} className="flex flex-col gap-4">
          <Field
            label={t("name")}
            name="name"
            required
            maxLength={SHORT_NAME_CHARS_MAX}
            autoComplete="off"
            hint={t("nameHint")}
            dir="auto"
          />
          <TokenFields draft={draft} onChange={(patch) => setDraft({ ...draft, ...patch })} />
          {create.error ? (
            <p role="alert" className="text-bad">
              {errorText(create.error)}
            </p>
          ) : null}
          <Button
            variant="primary"
            type="submit"
            disabled={create.isPending || !isComplete(draft)}
            className="self-end"
          >
            {t("create")}
          </Button>
        </form>
      )}
    </Dialog>
  );
}
