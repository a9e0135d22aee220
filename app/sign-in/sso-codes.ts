/** next-auth's, when the provider refuses or its answer is invalid. */
const OF_NEXT_AUTH: readonly string[] = ["OAuthSignin", "OAuthCallback", "Callback"];

/** Whether the code of a refused sign-in is about single sign-on. */
export const isOfSso = (code: string | null): boolean =>
  code !== null && (code.startsWith("sso.") || OF_NEXT_AUTH.includes(code));
