"use client";

import { useTranslations } from "next-intl";
import { type ComponentProps, type FormEvent, useState } from "react";
import { Field } from "@/app/_ui/field";
import { PASSWORD_CHARS } from "@/server/contract/credentials/constants";

type PasswordFieldProps = ComponentProps<typeof Field> & {
  /** A new password, with the bounds that the server checks; password managers offer one. */
  isNew?: boolean;
};

/** A field for a password. One that is too short is refused below the field, not by the browser's bubble. */
export function PasswordField({ isNew = false, error, ...rest }: PasswordFieldProps) {
  const t = useTranslations("error");
  const [isShort, setShort] = useState(false);
  const onInvalid = (event: FormEvent<HTMLInputElement>) => {
    const field = event.currentTarget;
    if (!field.validity.tooShort) return;
    event.preventDefault();
    setShort(true);
    field.focus();
  };
  return (
    <Field
      name="password"
      type="password"
      required
      minLength={isNew ? PASSWORD_CHARS.min : undefined}
      maxLength={PASSWORD_CHARS.max}
      autoComplete={isNew ? "new-password" : "current-password"}
      dir="ltr"
      onInvalid={onInvalid}
      onInput={({ currentTarget }) => currentTarget.validity.tooShort || setShort(false)}
      error={isShort ? t("passwordShort", { min: PASSWORD_CHARS.min }) : error}
      {...rest}
    />
  );
}
