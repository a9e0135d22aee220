"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { READ_ON_RETURN } from "@/app/_lib/read-on-return";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useTRPC } from "@/app/_lib/trpc";
import { warn } from "@/app/_ui/overlay/toast";
import { SegmentedField } from "@/app/_ui/segmented";
import { REPLY_ASSIGNMENTS } from "@/server/contract/member/constants";
import { ProfileSection } from "./section-links";
import { SignatureFields } from "./signature-fields";

/** What the member's replies do, wherever they are signed in; effective immediately. */
export function ReplyFields() {
  const t = useTranslations("settings.profile.replies");
  return (
    <ProfileSection title={t("title")} text={t("text")}>
      <AssignmentField />
      <SignatureFields />
    </ProfileSection>
  );
}

/** Whether the member's replies assign unassigned conversations to them. */
function AssignmentField() {
  const t = useTranslations("settings.profile.replies");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const errorText = useErrorText();
  const { data } = useQuery({ ...trpc.me.replyAssignment.queryOptions(), ...READ_ON_RETURN });
  const set = useMutation(
    trpc.me.setReplyAssignment.mutationOptions({
      onSuccess: ({ choice }) =>
        queryClient.setQueryData(
          trpc.me.replyAssignment.queryKey(),
          (known) => known && { ...known, choice },
        ),
      onError: (error) => warn({ text: t("notSaved"), detail: errorText(error) }),
    }),
  );
  const usual = data?.accountDefault ? "account.on" : "account.off";
  const shown = set.isPending ? set.variables.choice : data?.choice;
  return (
    <SegmentedField
      label={t("assign")}
      value={shown ?? "account"}
      disabled={data === undefined || set.isPending}
      options={REPLY_ASSIGNMENTS.map((value) => ({
        value,
        label: t(`assigning.${value === "account" ? usual : value}`),
      }))}
      onChange={(choice) => set.mutate({ choice })}
    />
  );
}
