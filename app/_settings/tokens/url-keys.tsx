"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useId } from "react";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useTRPC } from "@/app/_lib/trpc";
import { useSaveMutation } from "@/app/_settings/frame/use-save-mutation";
import { warn } from "@/app/_ui/overlay/toast";
import { Switch } from "@/app/_ui/switch";

/** Whether the account accepts API keys in URLs. */
export function UrlKeys() {
  const t = useTranslations("settings.token");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const id = useId();
  const { data: isOn } = useQuery(trpc.tokens.urlKeys.queryOptions());
  const change = useSaveMutation(
    trpc.tokens.changeUrlKeys.mutationOptions({
      onError: (error) => warn({ text: t("notSaved"), detail: errorText(error) }),
    }),
    trpc.tokens.pathFilter(),
  );
  return (
    <section className="mt-8 flex gap-3 border-line border-t pt-6">
      <Switch
        checked={isOn ?? false}
        disabled={isOn === undefined || change.isPending}
        onChange={(acceptsUrlKeys) => change.mutate({ acceptsUrlKeys })}
        aria-labelledby={`${id}-name`}
        aria-describedby={`${id}-why`}
      />
      <div className="max-w-prose">
        <p id={`${id}-name`} className="font-medium">
          {t("urlKeys")}
        </p>
        <p id={`${id}-why`} className="text-muted text-sm">
          {t("urlKeysHint")}
        </p>
      </div>
    </section>
  );
}
