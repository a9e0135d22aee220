"use client";

import { useTranslations } from "next-intl";
import { useId, useState } from "react";
import { useIsHydrated } from "@/app/_lib/hydration/use-is-hydrated";
import { useTRPC } from "@/app/_lib/trpc";
import { SaveForm } from "@/app/_settings/frame/save-form";
import { useSaveMutation } from "@/app/_shared/dialogs/use-save-mutation";
import { LeaveGuard } from "@/app/_shared/leave/leave-guard";
import type { useAccount } from "@/app/_shared/use-account";
import { Button } from "@/app/_ui/button";
import { Field, NameField } from "@/app/_ui/field";
import { notify } from "@/app/_ui/overlay/toast";
import { SegmentedField } from "@/app/_ui/segmented";
import { SHORT_NAME_CHARS_MAX } from "@/server/contract/_shared/limits";
import { LOCALES } from "@/server/contract/_shared/locale";
import { isTimeZone, TIME_ZONES } from "@/server/contract/_shared/time-zones";

type AccountFormProps = { account: NonNullable<ReturnType<typeof useAccount>> };

/** The account's name, the time zone of dates in its mails, and the language of mails that nobody chose one for. */
export function AccountForm({ account }: AccountFormProps) {
  const t = useTranslations("settings.account");
  const languages = useTranslations("user.languages");
  const trpc = useTRPC();
  const [language, setLanguage] = useState(account.language);
  const [isUnsaved, setUnsaved] = useState(false);
  const update = useSaveMutation(trpc.account.update.mutationOptions(), trpc.account.pathFilter(), () => {
    setUnsaved(false);
    notify({ text: t("saved") });
  });
  const save = (form: FormData) => {
    update.mutate({ name: String(form.get("name")), timeZone: String(form.get("timeZone")), language });
  };
  return (
    <SaveForm
      label={t("title")}
      save={t("save")}
      saving={update}
      onSave={save}
      onChange={() => setUnsaved(true)}
    >
      <NameField
        label={t("name")}
        defaultValue={account.name}
        maxLength={SHORT_NAME_CHARS_MAX}
        hint={t("nameHint")}
      />
      <TimeZoneField timeZone={account.timeZone} onChange={() => setUnsaved(true)} />
      <SegmentedField
        label={t("language")}
        value={language}
        onChange={setLanguage}
        options={LOCALES.map((value) => ({ value, label: languages(value) }))}
        hint={t("languageHint")}
      />
      <LeaveGuard isUnsaved={isUnsaved} />
    </SaveForm>
  );
}

/** A time zone by its IANA name, with suggestions while typing; the browser's own is one click away. */
function TimeZoneField({ timeZone, onChange }: { timeZone: string; onChange: () => void }) {
  const t = useTranslations("settings.account");
  const id = useId();
  const [value, setValue] = useState(timeZone);
  const isHydrated = useIsHydrated(); // the server does not know what the browser knows
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return (
    <div>
      <Field
        label={t("timeZone")}
        name="timeZone"
        list={id}
        required
        autoComplete="off"
        spellCheck={false}
        dir="ltr"
        value={value}
        onChange={({ target }) => setValue(target.value)}
        hint={t("timeZoneHint")}
        error={value === "" || isTimeZone(value) ? undefined : t("noTimeZone")}
      />
      <datalist id={id}>
        {isHydrated ? TIME_ZONES.map((zone) => <option key={zone} value={zone} />) : null}
      </datalist>
      {isHydrated && own !== value && isTimeZone(own) ? (
        <Button
          size="sm"
          variant="ghost"
          className="mt-1 -ml-2"
          onClick={() => {
            setValue(own);
            onChange();
          }}
        >
          {t("useOwn", { zone: own })}
        </Button>
      ) : null}
    </div>
  );
}
