"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { LogOut, UserRound } from "lucide-react";
import { useRouter } from "next/navigation";
import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { usePush } from "@/app/_lib/leave";
import { chooseTheme, THEMES } from "@/app/_lib/preferences/display";
import { setLocale, setTheme } from "@/app/_lib/preferences/preferences";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useMe } from "@/app/_lib/session/me";
import { useTRPC } from "@/app/_lib/trpc";
import { useMembers } from "@/app/_shared/use-members";
import { useActionsHost } from "@/app/_shell/keys/actions";
import { PageActionItem } from "@/app/_shell/keys/page-action";
import { MenuChoice, MenuItem, MenuLine } from "@/app/_ui/overlay/menu";
import { warn } from "@/app/_ui/overlay/toast";
import { LOCALES } from "@/server/contract/_shared/constants";
import type { MemberDto } from "@/server/contract/member/member";

/** Availability, theme, language, profile, keys and sign-out. Loaded when the page is idle, hence the default export. */
export default function UserMenuItems() {
  const t = useTranslations("user");
  const me = useMe();
  const router = useRouter();
  const push = usePush();
  const locale = useLocale();
  const { perform } = useActionsHost();
  const [theme] = useState(() => chooseTheme(document.documentElement.dataset["theme"])); // as of opening
  const { availability, setAvailability } = useAvailability();
  const onLeave = () =>
    void import("@/app/_shell/after-paint")
      .then(({ leave }) => leave(me))
      .catch(() => warn({ text: t("signOutFailed") }));
  return (
    <>
      <MenuChoice
        label={t("availability")}
        value={availability}
        options={AVAILABILITIES.map((value) => ({ value, label: t(`availabilities.${value}`) }))}
        onChange={setAvailability}
      />
      <MenuLine />
      <MenuChoice
        label={t("theme")}
        value={theme}
        options={THEMES.map((value) => ({ value, label: t(`themes.${value}`) }))}
        onChange={setTheme}
      />
      <MenuLine />
      <MenuChoice
        label={t("language")}
        value={locale}
        options={LOCALES.map((value) => ({ value, label: t(`languages.${value}`) }))}
        onChange={(value) => {
          setLocale(value);
          router.refresh();
        }}
      />
      <MenuLine />
      <MenuItem icon={<UserRound size={15} />} onSelect={() => push("/settings/profile")}>
        {t("profile")}
      </MenuItem>
      {/* Of no use without a keyboard. */}
      <PageActionItem id="help" className="pointer-coarse:hidden" onSelect={() => perform("help")} />
      <MenuItem icon={<LogOut size={15} />} onSelect={onLeave}>
        {t("signOut")}
      </MenuItem>
    </>
  );
}

const AVAILABILITIES: readonly MemberDto["availability"][] = ["online", "away"];

/** The member's availability, and how to change it. */
function useAvailability() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const errorText = useErrorText();
  const me = useMe();
  const { isAway } = useMembers();
  const change = useMutation(
    trpc.me.setAvailability.mutationOptions({
      onError: (error) => warn({ text: errorText(error) }),
      onSettled: () => queryClient.invalidateQueries(trpc.members.pathFilter()),
    }),
  );
  const known: MemberDto["availability"] = isAway(me.id) ? "away" : "online";
  return {
    availability: change.isPending ? change.variables.availability : known,
    setAvailability: (availability: MemberDto["availability"]) => change.mutate({ availability }),
  };
}
