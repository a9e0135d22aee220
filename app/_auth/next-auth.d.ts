import type { DefaultSession } from "next-auth";
import type { CookieClaims } from "@/server/queries/credentials/find-caller";

declare module "next-auth" {
  /** Between a correct password and the first token. */
  interface User {
    claims: CookieClaims;
  }
  /** The response of /api/auth/session; without `user` it has no signed-in member. */
  interface Session extends Pick<DefaultSession, "expires"> {
    user?: { id: number };
  }
}
