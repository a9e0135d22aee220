"use client";

import { useTranslations } from "next-intl";
import { type ChangeEvent, type FormEvent, type KeyboardEvent, useRef, useState } from "react";
import { isComposing } from "@/app/_lib/is-composing";
import { refusalCodeOf, refusalFieldOf, useErrorText } from "@/app/_lib/refusal-text";
import { useTimes } from "@/app/_lib/times/times";
import { useWhileShown } from "@/app/_lib/use-while-shown";
import { AttributeField } from "@/app/_shared/attributes/attribute-field";
import { textOfValue, useAttributeDefinitions, useFaultText } from "@/app/_shared/attributes/attribute-value";
import { Fact, IdentifierFact } from "@/app/_shared/contact/contact-facts";
import { useChangeContact } from "@/app/_shell/undo/use-contact-changes";
import { Button } from "@/app/_ui/button";
import { Field, NameField } from "@/app/_ui/field";
import type { ContactDto } from "@/server/contract/_shared/dto";
import { EMAIL_CHARS_MAX, NAME_CHARS_MAX } from "@/server/contract/_shared/limits";
import { AttributeFields, attributesFrom, linesOf, withTyped } from "./attribute-fields";
import { CompanyField, useCompanyName, useOpenCompany } from "./company-field";

/** A contact's fields, editable in place. What was not edited follows the contact, which programs and others change meanwhile. */
export function ContactForm({ contact, onDone }: { contact: ContactDto; onDone: () => void }) {
  const t = useTranslations("contacts");
  const errorText = useErrorText();
  const [shown] = useState(contact.customAttributes);
  const [lines, setLines] = useState(() => linesOf(shown));
  const definitions = useAttributeDefinitions("contact");
  const [typed, setTyped] = useState<Record<string, string>>({});
  const save = useChangeContact();
  const storedCompany = useCompanyName(contact.companyId);
  const [typedCompany, setTypedCompany] = useState<string | null>(null);
  const { textOf, fieldOf } = useOwnFields(contact);
  const openCompany = useOpenCompany();
  const [openError, setOpenError] = useState<unknown>(null);
  const taken = refusalCodeOf(save.error) === "contact.taken" ? refusalFieldOf(save.error) : null;
  const faultText = useFaultText();
  const isInvalid = refusalCodeOf(save.error) === "attribute.invalid";
  const isDefined = definitions.some(({ key }) => key === refusalFieldOf(save.error));
  const isAtField = taken !== null || (isInvalid && isDefined);
  const failure = save.error ?? openError;
  const errorAt = (field: string) => (taken === field ? errorText(save.error) : undefined);
  /** From the click on, before the mutation is pending: the company is opened first. */
  const isSaving = useRef(false);
  const edits = useRef(0);
  const end = useWhileShown(onDone);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (isSaving.current) return;
    isSaving.current = true;
    const saved = edits.current;
    const change = {
      contactId: contact.id,
      name: textOf("name").trim(),
      email: textOf("email").trim() || null,
      phone: textOf("phone").trim() || null,
      customAttributes: withTyped(
        attributesFrom(lines, { shown, now: contact.customAttributes }),
        definitions,
        typed,
      ),
    };
    try {
      const companyId = await companyOf();
      await save.run({ ...change, companyId }, { text: t("changed", { name: change.name }) });
      if (edits.current === saved) end(); // else more was typed meanwhile
    } catch (error) {
      // The form shows the refusal; that of the contact is in `save`.
      setOpenError(error);
    } finally {
      isSaving.current = false;
    }
  };
  const companyOf = async () => {
    setOpenError(null);
    const isKept = typedCompany === null || typedCompany.trim() === storedCompany;
    return isKept ? contact.companyId : openCompany(typedCompany);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLFormElement>) => {
    if (isComposing(event.nativeEvent)) return;
    if (event.key === "Escape") onDone();
    if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) event.currentTarget.requestSubmit();
  };
  return (
    <form
      method="post"
      onSubmit={submit}
      onInput={() => {
        edits.current++;
      }}
      onKeyDown={onKeyDown}
      className="flex max-w-dialog flex-col gap-1"
    >
      <NameField label={t("name")} maxLength={NAME_CHARS_MAX} {...fieldOf("name")} autoFocus />
      <Field
        label={t("email")}
        type="email"
        maxLength={EMAIL_CHARS_MAX}
        {...fieldOf("email")}
        autoComplete="off"
        error={errorAt("email")}
      />
      <Field
        label={t("phone")}
        type="tel"
        pattern="\+[1-9][0-9]{1,14}"
        placeholder="+491701234567"
        {...fieldOf("phone")}
        autoComplete="off"
        error={errorAt("phone")}
      />
      <CompanyField
        name={typedCompany ?? storedCompany ?? ""}
        email={textOf("email")}
        onChange={setTypedCompany}
      />
      {definitions.map((definition) => {
        const { key, kind } = definition;
        const stored = textOfValue(kind, contact.customAttributes[key]);
        return (
          <AttributeField
            key={key}
            definition={definition}
            stored={stored}
            text={typed[key] ?? stored}
            onChange={(text) => setTyped({ ...typed, [key]: text })}
            error={isInvalid ? faultText(definition, typed[key] ?? "", save.error) : undefined}
          />
        );
      })}
      <AttributeFields lines={lines} definedKeys={definitions.map(({ key }) => key)} onChange={setLines} />
      {failure && !isAtField ? (
        <p role="alert" className="text-bad text-sm">
          {errorText(failure)}
        </p>
      ) : null}
      <div className="mt-1 flex justify-end gap-2">
        <Button onClick={onDone}>{t("cancel")}</Button>
        <Button variant="primary" type="submit" disabled={save.isPending}>
          {t("save")}
        </Button>
      </div>
    </form>
  );
}

type OwnField = "name" | "email" | "phone";

/** The contact's own fields: each is the contact's as it is now, until it is typed into. */
function useOwnFields(contact: ContactDto) {
  const [typed, setTyped] = useState<Partial<Record<OwnField, string>>>({});
  const textOf = (field: OwnField): string => typed[field] ?? contact[field] ?? "";
  const fieldOf = (field: OwnField) => ({
    name: field,
    value: textOf(field),
    onChange: ({ target }: ChangeEvent<HTMLInputElement>) => setTyped({ ...typed, [field]: target.value }),
  });
  return { textOf, fieldOf };
}

/** What only an integrator asks for, folded: the identifier, the number, and since when the contact is known. */
export function ContactDetails({ contact }: { contact: ContactDto }) {
  const t = useTranslations("contacts");
  const times = useTimes();
  return (
    <details className="mt-3">
      <summary className="w-fit cursor-pointer rounded-xs text-muted text-sm">{t("details")}</summary>
      <dl className="key-value mt-2 grid gap-x-2.5 gap-y-1.5">
        <IdentifierFact contact={contact} />
        <Fact name={t("number")}>{contact.id}</Fact>
        <Fact name={t("firstSeen")}>{times.moment(contact.createdAt)}</Fact>
      </dl>
    </details>
  );
}
