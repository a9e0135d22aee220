import type { ComponentProps } from "react";
import { Field } from "@/app/_ui/field";
import { PASSWORD_CHARS } from "@/server/contract/credentials/password";

type PasswordFieldProps = ComponentProps<typeof Field> & {
  /** A new password, with the bounds that the server checks; password managers offer one. */
  isNew?: boolean;
};

/** A field for a password. */
export const PasswordField = ({ isNew = false, ...rest }: PasswordFieldProps) => (
  <Field
    name="password"
    type="password"
    required
    minLength={isNew ? PASSWORD_CHARS.min : undefined}
    maxLength={PASSWORD_CHARS.max}
    autoComplete={isNew ? "new-password" : "current-password"}
    dir="ltr"
    {...rest}
  />
);
