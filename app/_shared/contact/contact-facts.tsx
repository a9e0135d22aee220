"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useFormatter, useTranslations } from "next-intl";
import { Fragment, type ReactNode } from "react";
import { useTRPC } from "@/app/_lib/trpc";
import { fieldKindOf, textOfValue, useAttributeDefinitions } from "@/app/_shared/attributes/attribute-value";
import type { Row } from "@/app/_shared/conversation/rows";
import { Chip } from "@/app/_ui/display/chip";
import type { ContactDto } from "@/server/contract/_shared/dto";
import type { AttributeDefinitionDto } from "@/server/contract/organising/attribute-definition";
import { isWebUrl } from "@/server/contract/organising/constants";

/** The known fields of a contact. */
export function ContactFacts({ row: { contact } }: { row: Row }) {
  const t = useTranslations("details");
  return (
    <dl className="key-value grid gap-x-2.5 gap-y-1.5">
      <KnownFacts contact={contact} />
      {contact.isBlocked ? (
        <Fact name={t("state")}>
          <Chip tone="bad">{t("blocked")}</Chip>
        </Fact>
      ) : null}
    </dl>
  );
}

/** A contact's fields and custom attributes, without its identifier. */
export function KnownFacts({ contact }: { contact: ContactDto }) {
  const t = useTranslations("details");
  const definitions = useAttributeDefinitions("contact");
  const { customAttributes } = contact;
  const defined = definitions.filter(({ key, kind }) => textOfValue(kind, customAttributes[key]) !== "");
  const isDefined = (name: string) => defined.some(({ key }) => key === name);
  const extra = Object.entries({ ...contact.additionalAttributes, ...customAttributes }).flatMap(
    ([name, value]): [string, string][] => {
      const isPlain = typeof value === "string" || typeof value === "number" || typeof value === "boolean";
      return isPlain && value !== "" && !isDefined(name) ? [[name, String(value)]] : [];
    },
  );
  return (
    <>
      {contact.name ? <Fact name={t("name")}>{contact.name}</Fact> : null}
      {contact.phone ? <Fact name={t("phone")}>{contact.phone}</Fact> : null}
      {contact.email ? (
        <Fact name={t("email")}>
          <Address text={contact.email} />
        </Fact>
      ) : null}
      <UnverifiedFacts contact={contact} />
      {contact.companyId === null ? null : <CompanyFact companyId={contact.companyId} />}
      {defined.map((definition) => (
        <Fact key={definition.id} name={definition.displayName}>
          <AttributeText definition={definition} value={customAttributes[definition.key]} />
        </Fact>
      ))}
      {extra.map(([name, value]) => (
        <Fact key={name} name={name.replaceAll("_", " ")}>
          {value}
        </Fact>
      ))}
    </>
  );
}

/** The company of a contact, with a link to it. */
function CompanyFact({ companyId }: { companyId: number }) {
  const t = useTranslations("details");
  const trpc = useTRPC();
  const { data: company } = useQuery(trpc.companies.get.queryOptions({ companyId }));
  if (!company) return null;
  return (
    <Fact name={t("company")}>
      <Link href={`/contacts?company=${companyId}`} className="hover:underline">
        {company.name}
      </Link>
    </Fact>
  );
}

/** The integrator's id of a contact: it tells a person little, and a channel's is long. */
export function IdentifierFact({ contact: { identifier } }: { contact: Pick<ContactDto, "identifier"> }) {
  const t = useTranslations("details");
  return identifier ? <Fact name={t("identifier")}>{identifier}</Fact> : null;
}

const CLAIMS = ["phone", "email", "identifier"] as const;

/** What a visitor says of themselves and nobody has checked. */
function UnverifiedFacts({ contact }: { contact: ContactDto }) {
  const t = useTranslations("details");
  const claims = Object(contact.additionalAttributes["unverified"]);
  return CLAIMS.filter((claim) => typeof claims[claim] === "string").map((claim) => (
    <Fact key={claim} name={t(claim)}>
      {claims[claim]} <Chip tone="warn">{t("unverified")}</Chip>
    </Fact>
  ));
}

/** An email address: in a narrow pane it breaks before its signs, not within a word. */
const Address = ({ text }: { text: string }) =>
  text.split(/(?=[@.])/).map((piece, at) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of one text never move
    <Fragment key={at}>
      {at === 0 ? null : <wbr />}
      {piece}
    </Fragment>
  ));

/** A fact of a `key-value` list. */
export function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="min-w-0 text-muted wrap-anywhere first-letter:uppercase">{name}</dt>
      <dd className="min-w-0 wrap-anywhere" dir="auto">
        {children}
      </dd>
    </>
  );
}

/** The value of a defined attribute in the form of its kind; one without that form as it is stored. */
function AttributeText({ definition, value }: { definition: AttributeDefinitionDto; value: unknown }) {
  const t = useTranslations("attributes");
  const format = useFormatter();
  const { kind } = definition;
  const text = textOfValue(kind, value);
  const shown = fieldKindOf(kind, text);
  if (shown === "checkbox") return text === "true" ? t("yes") : t("no");
  // A day has no time zone.
  if (shown === "date")
    return format.dateTime(new Date(`${text}T00:00:00Z`), { dateStyle: "medium", timeZone: "UTC" });
  if (shown === "number")
    return kind === "percent" ? `${format.number(Number(text))} %` : format.number(Number(text));
  if (shown === "link" && isWebUrl(text))
    return (
      <a href={text} target="_blank" rel="noreferrer noopener" className="text-accent hover:underline">
        {text}
      </a>
    );
  return text;
}
