"use client";

import { useTranslations } from "next-intl";
import { useId, useState } from "react";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useTRPC } from "@/app/_lib/trpc";
import { useSaveMutation } from "@/app/_shared/dialogs/use-save-mutation";
import { Button } from "@/app/_ui/button";
import { SegmentedField } from "@/app/_ui/segmented";
import { SwitchChoice } from "@/app/_ui/switch";
import type { InboxDto } from "@/server/contract/_shared/dto";
import { CallbackSecretDialog } from "./callback-secret-dialog";

/** How the program behind an inbox gets its messages: the format, whether calls may be repeated, and the signing secret. */
export function CallbackSettings({ inbox }: { inbox: InboxDto }) {
  const t = useTranslations("settings.callback");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const id = useId();
  const [isSecretOpen, setSecretOpen] = useState(false);
  const update = useSaveMutation(trpc.inboxes.update.mutationOptions(), trpc.inboxes.pathFilter());
  const set = (
    change: Partial<Pick<InboxDto, "callbackFormat" | "callbackDeduplicates" | "callbackAnswersLookups">>,
  ) => update.mutate({ inboxId: inbox.id, ...change });
  return (
    <section aria-labelledby={id} className="mt-10 border-line border-t pt-6">
      <h2 id={id} className="text-md">
        {t("title")}
      </h2>
      <p className="mt-1 max-w-prose text-muted text-sm">{t("text")}</p>
      <div className="mt-4 flex max-w-prose flex-col gap-5">
        <SegmentedField
          label={t("format")}
          value={inbox.callbackFormat}
          onChange={(callbackFormat) => set({ callbackFormat })}
          options={[
            { value: "tickline", label: "Tickline" },
            { value: "chatwoot", label: "Chatwoot" },
          ]}
          hint={t(`formatHint.${inbox.callbackFormat}`)}
        />
        {inbox.callbackFormat === "tickline" ? (
          <SwitchChoice
            name={t("deduplicates")}
            why={t("deduplicatesText")}
            isOn={inbox.callbackDeduplicates}
            isEnabled={!update.isPending}
            onChange={(callbackDeduplicates) => set({ callbackDeduplicates })}
          />
        ) : null}
        <SwitchChoice
          name={t("lookups")}
          why={t("lookupsText")}
          isOn={inbox.callbackAnswersLookups}
          isEnabled={!update.isPending}
          onChange={(callbackAnswersLookups) => set({ callbackAnswersLookups })}
        />
        <div>
          <p className="font-medium">{t("secret")}</p>
          <p className="mb-2 text-muted text-sm">{t("secretText")}</p>
          <Button onClick={() => setSecretOpen(true)}>{t("show")}</Button>
        </div>
        {update.error ? (
          <p role="alert" className="text-bad text-sm">
            {errorText(update.error)}
          </p>
        ) : null}
      </div>
      {isSecretOpen ? <CallbackSecretDialog inbox={inbox} onClose={() => setSecretOpen(false)} /> : null}
    </section>
  );
}
