"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type FormEvent, useRef, useTransition } from "react";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useMe } from "@/app/_lib/session/me";
import { useTRPC } from "@/app/_lib/trpc";
import { Overtaken } from "@/app/_settings/frame/overtaken";
import { useStoredFields } from "@/app/_settings/frame/use-stored-fields";
import { Button } from "@/app/_ui/button";
import { Field } from "@/app/_ui/field";
import { notify } from "@/app/_ui/overlay/toast";
import { SHORT_NAME_CHARS_MAX } from "@/server/contract/_shared/limits";

/** The member's own name. */
export function NameForm() {
  const t = useTranslations("settings.profile");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const router = useRouter();
  const errorText = useErrorText();
  const me = useMe();
  const form = useRef<HTMLFormElement>(null);
  const [isRefreshing, startRefresh] = useTransition();
  const update = useMutation(
    trpc.me.update.mutationOptions({
      onSuccess: () => {
        notify({ text: t("saved") });
        startRefresh(() => router.refresh()); // the page contains the name
        return queryClient.invalidateQueries(trpc.members.pathFilter());
      },
    }),
  );
  const { isOvertaken, onSubmit } = useStoredFields(form, {
    error: update.error,
    isPending: update.isPending || isRefreshing,
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    onSubmit();
    update.mutate({ name: String(new FormData(event.currentTarget).get("name")) });
  };
  return (
    <form ref={form} method="post" onSubmit={submit} className="flex flex-col gap-2">
      <div className="flex items-start gap-2">
        <Field
          label={t("name")}
          name="name"
          required
          maxLength={SHORT_NAME_CHARS_MAX}
          defaultValue={me.name}
          autoComplete="name"
          dir="auto"
          hint={t("nameHint")}
          error={update.error ? errorText(update.error) : undefined}
          className="flex-1"
        />
        <Button type="submit" disabled={update.isPending} className="mt-6 h-8.5">
          {t("save")}
        </Button>
      </div>
      <Overtaken isOvertaken={isOvertaken} />
    </form>
  );
}
