"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useMemo, useState } from "react";
import { READ_ON_RETURN } from "@/app/_lib/read-on-return";
import { useTRPC } from "@/app/_lib/trpc";
import { SaveForm } from "@/app/_settings/frame/save-form";
import { useEdits } from "@/app/_shared/dialogs/use-edits";
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
  const { data } = useQuery({ ...trpc.me.signatures.queryOptions(), ...READ_ON_RETURN });
  return data ? <SignatureForm signatures={data} /> : null;
}

type Signature = { inboxId: number | null; text: string };
type Texts = Readonly<Record<string, string>>;

const keyOf = (inboxId: number | null): string => String(inboxId);

/** The text of each inbox, by its key; empty where there is none. */
const textsBy = (inboxes: readonly Pick<Signature, "inboxId">[], signatures: readonly Signature[]): Texts =>
  Object.fromEntries(
    inboxes.map(({ inboxId }) => [
      keyOf(inboxId),
      signatures.find((one) => one.inboxId === inboxId)?.text ?? "",
    ]),
  );

type SignatureFormProps = { signatures: readonly Signature[] };

function SignatureForm({ signatures }: SignatureFormProps) {
  const t = useTranslations("settings.profile.signature");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const inboxes = useInboxes();
  const [inboxId, setInboxId] = useState<number | null>(null);
  const stored = useMemo(
    () => textsBy([{ inboxId: null }, ...inboxes.map(({ id }) => ({ inboxId: id }))], signatures),
    [inboxes, signatures],
  );
  const { edits, edit, settle, overtaken } = useEdits(stored);
  const set = useMutation(
    trpc.me.setSignature.mutationOptions({
      onSuccess: async (_, saved) => {
        await queryClient.invalidateQueries(trpc.me.signatures.pathFilter());
        settle({ [keyOf(saved.inboxId)]: saved.text });
        notify({ text: t("saved") });
      },
    }),
  );
  const key = keyOf(inboxId);
  const text = edits[key] ?? stored[key] ?? "";
  const [unknown] = unknownVariablesIn(text);
  const save = () => {
    if (unknown === undefined) set.mutate({ inboxId, text });
  };
  return (
    <SaveForm
      label={t("label")}
      save={t("save")}
      saving={set}
      onSave={save}
      isOvertaken={overtaken.includes(key)}
    >
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
        onChange={({ target }) => edit({ [key]: target.value })}
        hint={t(inboxId === null ? "hint" : "inboxHint", {
          variables: SIGNATURE_VARIABLES.map((name) => `{{${name}}}`).join(" "),
        })}
        error={unknown === undefined ? undefined : t("unknownVariable", { variable: `{{${unknown}}}` })}
      />
      <LeaveGuard isUnsaved={Object.keys(edits).length > 0} />
    </SaveForm>
  );
}
