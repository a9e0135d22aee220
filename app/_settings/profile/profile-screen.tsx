"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useLocale, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import {
  setCaretMovesOn,
  setEnterSends,
  setSingleKeys,
  useCaretMovesOn,
  useEnterSends,
  useSingleKeys,
} from "@/app/_lib/preferences/browser-switch";
import { DENSITIES, THEMES } from "@/app/_lib/preferences/display";
import { setDensity, setLocale, setTheme, useDensity, useTheme } from "@/app/_lib/preferences/preferences";
import { useMe } from "@/app/_lib/session/me";
import { useTRPC } from "@/app/_lib/trpc";
import { PageHead } from "@/app/_settings/frame/page-head";
import { PictureField } from "@/app/_settings/frame/picture-field";
import { NotificationFields } from "@/app/_settings/notifications/notification-fields";
import { useMembers } from "@/app/_shared/use-members";
import { Avatar } from "@/app/_ui/display/avatar";
import { useIsMac } from "@/app/_ui/display/kbd";
import { SegmentedField } from "@/app/_ui/segmented";
import { SwitchChoice } from "@/app/_ui/switch";
import { LOCALES, type Locale } from "@/server/contract/_shared/constants";
import { NameForm } from "./name-form";
import { PasswordForm } from "./password-form";
import { ReplyFields } from "./reply-fields";
import { PROFILE_PARTS, type ProfilePart, ProfileSection, partId, SectionLinks } from "./section-links";
import { SessionsBox } from "./sessions-box";
import { TwoFactorBox } from "./two-factor-box";

/** The member's own profile: picture, name, appearance, password, two-factor authentication, sessions. Agents have it too. */
export function ProfileScreen() {
  const t = useTranslations("settings.profile");
  const me = useMe();
  const trpc = useTRPC();
  const { data: ways } = useQuery(trpc.me.identification.queryOptions());
  const parts: Record<ProfilePart, ReactNode> = {
    person: (
      <>
        <OwnPicture />
        <NameForm />
      </>
    ),
    looks: <AppearanceFields />,
    keyboard: <KeyboardFields />,
    replies: <ReplyFields />,
    alerts: <NotificationFields />,
    security: (
      <>
        {ways?.hasPassword ? <PasswordForm /> : null}
        <TwoFactorBox />
      </>
    ),
    sessions: <SessionsBox />,
  };
  return (
    <>
      <PageHead title={t("title")}>
        <span dir="ltr">{me.email}</span> · {me.account}
      </PageHead>
      <div className="items-start justify-between gap-8 md:flex">
        <SectionLinks />
        <div className="flex min-w-0 max-w-dialog flex-1 flex-col gap-10">
          {PROFILE_PARTS.map((part) => (
            <div key={part} id={partId(part)} className="flex scroll-mt-16 flex-col gap-8 md:scroll-mt-8">
              {parts[part]}
            </div>
          ))}
        </div>
      </div>
    </>
  );
}

/** The member's own picture. */
function OwnPicture() {
  const t = useTranslations("settings.profile");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const me = useMe();
  const src = useMembers().pictureOf(me.id);
  const set = useMutation(
    trpc.me.setAvatar.mutationOptions({
      onSuccess: () => queryClient.invalidateQueries(trpc.members.pathFilter()),
    }),
  );
  return (
    <PictureField
      title={t("picture")}
      text={t("pictureText")}
      hasPicture={src !== null}
      onChange={(avatarFileId) => set.mutateAsync({ avatarFileId })}
    >
      {(chosen) => <Avatar name={me.name} seed={me.id} src={chosen ?? src} className="size-16 text-lg" />}
    </PictureField>
  );
}

/** How keys work in this browser, effective immediately. */
function KeyboardFields() {
  const t = useTranslations("settings.profile");
  const keys = useTranslations("keys");
  const mod = useIsMac() ? "⌘" : "Ctrl";
  const hasSingleKeys = useSingleKeys();
  return (
    <ProfileSection title={t("keyboard")} text={t("keyboardText")}>
      <SwitchChoice
        name={t("enterSends")}
        why={t("enterSendsWhy", { mod })}
        isOn={useEnterSends()}
        onChange={setEnterSends}
      />
      <SwitchChoice
        name={t("caretMovesOn")}
        why={t("caretMovesOnWhy")}
        isOn={useCaretMovesOn()}
        onChange={setCaretMovesOn}
      />
      <SwitchChoice
        name={keys("single")}
        why={keys("singleWhy")}
        isOn={hasSingleKeys}
        onChange={setSingleKeys}
      />
    </ProfileSection>
  );
}

/** Theme, density and language of this browser, effective immediately. */
function AppearanceFields() {
  const t = useTranslations("user");
  const p = useTranslations("settings.profile");
  const router = useRouter();
  const locale = useLocale();
  const density = useDensity();
  return (
    <ProfileSection title={p("looks")} text={p("looksText")}>
      <SegmentedField
        label={t("theme")}
        value={useTheme()}
        options={THEMES.map((value) => ({ value, label: t(`themes.${value}`) }))}
        onChange={setTheme}
      />
      <SegmentedField
        label={t("density")}
        value={density}
        options={DENSITIES.map((value) => ({ value, label: t(`densities.${value}`) }))}
        onChange={setDensity}
      />
      <SegmentedField<Locale>
        label={t("language")}
        value={locale}
        options={LOCALES.map((value) => ({ value, label: t(`languages.${value}`) }))}
        onChange={(value) => {
          setLocale(value);
          router.refresh();
        }}
      />
    </ProfileSection>
  );
}
