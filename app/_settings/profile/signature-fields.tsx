"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useTRPC } from "@/app/_lib/trpc";
import { SaveForm } from "@/app/_settings/frame/save-form";
import { LeaveGuard } from "@/app/_shared/leave/leave-guard";
import { useInboxes } from "@/app/_shared/use-account";
import { TextArea } from "@/app/_ui/field";
import { notify } from "@/app/_ui/overlay/toast";
import { SelectField } from "@/app/_ui/select";
import {
  SIGNATURE_CHARS_MAX,
  SIGNATURE_VARIABLES,
  unknownVariablesIn,
} from "@/server/contract/message/signature";

/** The member's signature of all inboxes, and of each inbox that has one of its own. */
export function SignatureFields() {
  const trpc = useTRPC();
  const { data } = useQuery(trpc.me.signatures.queryOptions());
  return data ? <SignatureForm signatures={data} /> : null;
}

type Signature = { inboxId: number | null; text: string };
type SignatureFormProps = { signatures: readonly Signature[] };

function SignatureForm({ signatures }: SignatureFormProps) {
  const t = useTranslations("settings.profile.signature");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const inboxes = useInboxes();
  const [inboxId, setInboxId] = useState<number | null>(null);
  const [typed, setTyped] = useState<readonly Signature[]>([]);
  const set = useMutation(
    trpc.me.setSignature.mutationOptions({
      onSuccess: async (_, saved) => {
        await queryClient.invalidateQueries(trpc.me.signatures.pathFilter());
        setTyped((now) => now.filter((one) => one.inboxId !== saved.inboxId || one.text !== saved.text));
        notify({ text: t("saved") });
      },
    }),
  );
  const text = [...typed, ...signatures].find((one) => one.inboxId === inboxId)?.text ?? "";
  const type = (next: string) =>
    setTyped([...typed.filter((one) => one.inboxId !== inboxId), { inboxId, text: next }]);
  const [unknown] = unknownVariablesIn(text);
  const save = () => {
    if (unknown === undefined) set.mutate({ inboxId, text });
  };
  return (
    <SaveForm label={t("label")} save={t("save")} saving={set} onSave={save}>
      {inboxes.length > 1 ? (
        <SelectField
          label={t("inbox")}
          value={inboxId}
          options={[
            { value: null, label: t("allInboxes") },
            ...inboxes.map(({ id, name }) => ({ value: id, label: name })),
          ]}
          onChange={setInboxId}
        />
      ) : null}
      <TextArea
        label={t("label")}
        rows={4}
        maxLength={SIGNATURE_CHARS_MAX}
        value={text}
        onChange={({ target }) => type(target.value)}
        hint={t(inboxId === null ? "hint" : "inboxHint", {
          variables: SIGNATURE_VARIABLES.map((name) => `{{${name}}}`).join(" "),
        })}
        error={unknown === undefined ? undefined : t("unknownVariable", { variable: `{{${unknown}}}` })}
      />
      <LeaveGuard isUnsaved={typed.length > 0} />
    </SaveForm>
  );
}
