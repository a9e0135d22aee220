"use client";

import { useTranslations } from "next-intl";
import { useMemo } from "react";
import { useMe } from "@/app/_lib/session/me";
import { useMembers } from "@/app/_shared/use-members";
import type { MemberDto } from "@/server/contract/member/member";
import type { Suggestion } from "./suggest";

/** The other members who may see an inbox: as members, and as suggestions after an `@`. */
export function useMentionable(inboxId: number): { members: MemberDto[]; suggestions: Suggestion[] } {
  const t = useTranslations("user.availabilities");
  const me = useMe();
  const { members } = useMembers();
  return useMemo(() => {
    const others = members.filter(
      ({ id, state, role, inboxIds }) =>
        id !== me.id && state === "active" && (role === "administrator" || inboxIds.includes(inboxId)),
    );
    return {
      members: others,
      suggestions: others.map(({ id, name, email, availability }) => ({
        key: String(id),
        label: name,
        detail: availability === "away" ? `${email} · ${t("away")}` : email,
        insert: `@${name} `,
        memberId: id,
      })),
    };
  }, [members, me.id, inboxId, t]);
}
