"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { useMe } from "@/app/_lib/session/me";
import { useTRPC } from "@/app/_lib/trpc";
import { PageHead } from "@/app/_settings/frame/page-head";
import { NotificationFields } from "@/app/_settings/notifications/notification-fields";
import { AppearanceFields } from "./appearance-fields";
import { KeyboardFields } from "./keyboard-fields";
import { NameForm } from "./name-form";
import { OwnPicture } from "./own-picture";
import { PasswordForm } from "./password-form";
import { PROFILE_PARTS, type ProfilePart, partId, SectionLinks } from "./section-links";
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
      <SectionLinks />
      <div className="flex max-w-dialog flex-col gap-10">
        {PROFILE_PARTS.map((part) => (
          <div key={part} id={partId(part)} className="flex scroll-mt-16 flex-col gap-8">
            {parts[part]}
          </div>
        ))}
      </div>
    </>
  );
}
