import type { DefaultSession } from "next-auth";
import type { CookieClaims } from "@/server/queries/credentials/find-caller";

declare module "next-auth" {
  /** Between the sign-in and the first token; `claims` are absent until single sign-on is checked. */
  interface User {
    claims?: CookieClaims;
  }
  /** The response of /api/auth/session; without `user` it has no signed-in member. */
  interface Session extends Pick<DefaultSession, "expires"> {
    user?: { id: number };
  }
}
