"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { useTRPC } from "@/app/_lib/trpc";
import { FirstStatusField } from "@/app/_settings/inbox/connection/first-status-field";
import { FormEnd } from "@/app/_shared/form-end";
import { inboxHref } from "@/app/_shared/inbox/inbox-tab";
import { Field, NameField } from "@/app/_ui/field";
import { Dialog } from "@/app/_ui/overlay/dialog";
import { SegmentedField } from "@/app/_ui/segmented";
import { NAME_CHARS_MAX, URL_CHARS_MAX } from "@/server/contract/_shared/limits";

/** Creates an inbox of the API channel, or for WuKongIM's API. */
export function CreateInboxDialog({
  open,
  onOpenChange,
}: {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}) {
  const t = useTranslations("settings.inboxForm");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const router = useRouter();
  const channelName = useTranslations("settings.inboxList.channel");
  const [channel, setChannel] = useState<"api" | "wukongim">("api");
  const [messagesStartAs, setStart] = useState<"pending" | "sent">("pending");
  const create = useMutation(
    trpc.inboxes.create.mutationOptions({
      onSuccess: async (inbox) => {
        await queryClient.invalidateQueries(trpc.inboxes.pathFilter());
        onOpenChange(false);
        router.push(inboxHref(inbox.id, "connect"));
      },
    }),
  );
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const name = String(form.get("name"));
    const callbackUrl = String(form.get("callbackUrl") ?? "").trim() || null;
    create.mutate(channel === "api" ? { name, channel, callbackUrl, messagesStartAs } : { name, channel });
  };
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={t("create")} closeLabel={t("close")}>
      <form method="post" onSubmit={submit} className="flex flex-col gap-4">
        <NameField label={t("name")} maxLength={NAME_CHARS_MAX} hint={t("nameHint")} />
        <SegmentedField
          label={t("channel")}
          value={channel}
          onChange={setChannel}
          options={[
            { value: "api", label: channelName("api") },
            { value: "wukongim", label: channelName("wukongim") },
          ]}
          hint={t(`channelHint.${channel}`)}
        />
        {channel === "api" ? (
          <>
            <Field
              label={t("callbackUrl")}
              name="callbackUrl"
              type="url"
              maxLength={URL_CHARS_MAX}
              placeholder="https://"
              autoComplete="off"
              hint={t("callbackUrlHint")}
            />
            <FirstStatusField value={messagesStartAs} onChange={setStart} />
          </>
        ) : null}
        <FormEnd saving={create}>{t("create")}</FormEnd>
      </form>
    </Dialog>
  );
}
