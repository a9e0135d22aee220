"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useTRPC } from "@/app/_lib/trpc";
import { useSaveMutation } from "@/app/_shared/dialogs/use-save-mutation";
import { Button } from "@/app/_ui/button";
import { Field } from "@/app/_ui/field";
import { notify } from "@/app/_ui/overlay/toast";

/** The sites whose pages may call the APIs from the browser. */
export function AllowedOrigins() {
  const t = useTranslations("settings.token");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const { data: saved } = useQuery(trpc.tokens.origins.queryOptions());
  const [typed, setTyped] = useState<string | null>(null);
  const change = useSaveMutation(
    trpc.tokens.changeOrigins.mutationOptions(),
    trpc.tokens.pathFilter(),
    () => {
      setTyped(null);
      notify({ text: t("originsSaved") });
    },
  );
  const text = typed ?? saved?.join(" ") ?? "";
  const save = (event: FormEvent) => {
    event.preventDefault();
    change.mutate({ allowedOrigins: text.split(/[\s,]+/).filter(Boolean) });
  };
  return (
    <form onSubmit={save} className="max-w-prose">
      <Field
        label={t("origins")}
        hint={t("originsHint")}
        error={change.error ? errorText(change.error) : undefined}
        value={text}
        disabled={saved === undefined}
        onChange={({ target }) => setTyped(target.value)}
        autoComplete="off"
        spellCheck={false}
      />
      <Button type="submit" className="mt-3" disabled={typed === null || change.isPending}>
        {t("originsSave")}
      </Button>
    </form>
  );
}
