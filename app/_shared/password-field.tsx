import type { ComponentProps } from "react";
import { Field } from "@/app/_ui/field";
import type { PASSWORD_CHARS } from "@/server/contract/credentials/password";

/** The contract's bounds, repeated because an import of their file would load zod into the sign-in page. */
const CHARS: typeof PASSWORD_CHARS = { min: 8, max: 1_000 };

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
    minLength={isNew ? CHARS.min : undefined}
    maxLength={CHARS.max}
    autoComplete={isNew ? "new-password" : "current-password"}
    dir="ltr"
    {...rest}
  />
);
