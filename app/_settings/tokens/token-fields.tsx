"use client";

import { useTranslations } from "next-intl";
import { InboxCheckList } from "@/app/_shared/choice/check-list";
import { DateField } from "@/app/_shared/date/date-field";
import { Check } from "@/app/_ui/check";
import { Segmented, SegmentedField } from "@/app/_ui/segmented";
import { SelectField } from "@/app/_ui/select";
import { canPurge, EXPIRIES, type TokenDraft } from "./token-draft";

type TokenFieldsProps = { draft: TokenDraft; onChange: (patch: Partial<TokenDraft>) => void };

/** The rights of a new token, and until when it is valid. */
export function TokenFields({ draft, onChange }: TokenFieldsProps) {
  const t = useTranslations("settings.token");
  return (
    <>
      <SegmentedField
        label={t("role")}
        value={draft.role}
        onChange={(role) => onChange({ role })}
        options={(["agent", "administrator"] as const).map((value) => ({
          value,
          label: t(`roles.${value}`),
        }))}
        hint={t(`roleHint.${draft.role}`)}
      />
      {draft.role === "agent" ? <Inboxes draft={draft} onChange={onChange} /> : null}
      <Check
        hint={t("readOnlyHint")}
        checked={draft.isReadOnly}
        onChange={({ target }) => onChange({ isReadOnly: target.checked })}
      >
        {t("readOnly")}
      </Check>
      {canPurge(draft) ? (
        <Check checked={draft.mayPurge} onChange={({ target }) => onChange({ mayPurge: target.checked })}>
          {t("mayPurge")}
        </Check>
      ) : null}
      <ExpiryFields draft={draft} onChange={onChange} />
    </>
  );
}

function Inboxes({ draft: { inboxIds, reachesAllContacts }, onChange }: TokenFieldsProps) {
  const t = useTranslations("settings.token");
  return (
    <div className="flex flex-col gap-1.5">
      <p className="font-medium">{t("inboxes")}</p>
      <Segmented
        label={t("inboxes")}
        value={inboxIds === null ? "all" : "chosen"}
        onChange={(value) => onChange({ inboxIds: value === "all" ? null : [] })}
        options={[
          { value: "all", label: t("allInboxes") },
          { value: "chosen", label: t("chosenInboxes") },
        ]}
      />
      {inboxIds === null ? null : (
        <>
          <InboxCheckList
            legend={t("chosenInboxes")}
            isLegendHidden
            layout="boxed"
            chosen={inboxIds}
            onChange={(ids) => onChange({ inboxIds: ids })}
          />
          <Check
            hint={t("allContactsHint")}
            checked={reachesAllContacts}
            onChange={({ target }) => onChange({ reachesAllContacts: target.checked })}
          >
            {t("allContacts")}
          </Check>
        </>
      )}
    </div>
  );
}

function ExpiryFields({ draft: { expiry, lastDay }, onChange }: TokenFieldsProps) {
  const t = useTranslations("settings.token");
  return (
    <div className="flex flex-wrap gap-3">
      <SelectField
        label={t("expiry")}
        value={expiry}
        options={EXPIRIES.map((value) => ({ value, label: t(`expiries.${value}`) }))}
        onChange={(chosen) => onChange({ expiry: chosen })}
        className="min-w-0 flex-1 basis-40"
      />
      {expiry === "date" ? (
        <DateField
          label={t("expiryDate")}
          required
          value={lastDay}
          onChange={(day) => onChange({ lastDay: day })}
          className="flex-1 basis-40"
        />
      ) : null}
    </div>
  );
}
