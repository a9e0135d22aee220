"use client";

import { useQuery } from "@tanstack/react-query";
import { useLocale, useTranslations } from "next-intl";
import { useId, useMemo, useState } from "react";
import { useTRPC } from "@/app/_lib/trpc";
import { splitByInbox } from "@/app/_settings/inbox/members/inbox-members";
import { Segmented } from "@/app/_ui/segmented";
import type { WidgetScene } from "@/server/contract/channel/widget";
import type { PresentedSettings } from "@/server/contract/channel/widget-presentation";
import { previewConfig } from "./presentation-draft";
import { type PreviewDevice, PreviewFrame } from "./preview-frame";

const SCENES = ["first", "thread", "home", "offline", "launcher"] as const satisfies WidgetScene[];
const LANGUAGES = [
  { value: "en", label: "English" },
  { value: "zh", label: "中文" },
] as const;
/** As many as the widget shows. */
const MEMBERS_MAX = 3;

type WidgetPreviewProps = { inboxId: number; settings: PresentedSettings };

/** The widget with these settings, which need not be saved, in a scene, a language, a device and an appearance to choose. */
export function WidgetPreview({ inboxId, settings }: WidgetPreviewProps) {
  const t = useTranslations("settings.widget");
  const id = useId();
  const reader = useLocale().startsWith("zh") ? "zh" : "en";
  const members = useMemberNames(inboxId);
  const hasTranscripts = useSendsMails();
  const [scene, setScene] = useState<WidgetScene>("first");
  const [locale, setLocale] = useState<"en" | "zh">(reader);
  const [theme, setTheme] = useState<"light" | "dark">("light");
  const [device, setDevice] = useState<PreviewDevice>("computer");
  const preview = useMemo(
    () => ({
      config: previewConfig(settings, { scene, locale, members, hasTranscripts }),
      scene,
      locale,
      theme,
    }),
    [settings, scene, locale, theme, members, hasTranscripts],
  );
  return (
    <section aria-labelledby={id} className="flex min-w-0 flex-col gap-3 xl:sticky xl:top-6">
      <h3 id={id} className="font-medium">
        {t("preview")}
      </h3>
      <Segmented
        label={t("scene.label")}
        value={scene}
        options={SCENES.map((value) => ({ value, label: t(`scene.${value}`) }))}
        onChange={setScene}
      />
      <PreviewFrame title={t("preview")} device={device} preview={preview} />
      <div className="flex flex-wrap gap-x-4 gap-y-2">
        <Segmented
          label={t("device.label")}
          value={device}
          options={(["computer", "phone"] as const).map((value) => ({ value, label: t(`device.${value}`) }))}
          onChange={setDevice}
        />
        <Segmented
          label={t("theme.label")}
          value={theme}
          options={(["light", "dark"] as const).map((value) => ({ value, label: t(`theme.${value}`) }))}
          onChange={setTheme}
        />
        <Segmented label={t("language")} value={locale} options={LANGUAGES} onChange={setLocale} />
      </div>
      <p className="max-w-prose text-muted text-sm">{t("previewHint")}</p>
    </section>
  );
}

/** Whether the server sends mails, as the widget's transcripts are. */
function useSendsMails(): boolean {
  const trpc = useTRPC();
  const { data } = useQuery(trpc.notificationSettings.get.queryOptions());
  return data?.sendsMails ?? false;
}

/** Who may answer in the inbox. Without pictures: the preview loads nothing. */
function useMemberNames(inboxId: number) {
  const trpc = useTRPC();
  const { data } = useQuery(trpc.members.list.queryOptions());
  return useMemo(
    () =>
      splitByInbox(data ?? [], inboxId)
        .readers.slice(0, MEMBERS_MAX)
        .map(({ member: { name } }) => ({ name, avatarUrl: null })),
    [data, inboxId],
  );
}
