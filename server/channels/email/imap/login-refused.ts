/** The mailbox, or the provider that signs in to it, refuses the login: another try would end the same. */
export class LoginRefused extends Error {
  override readonly name = "LoginRefused";
}
