/** The environment of the server under test; see playwright.config.ts. */
export const ADMIN = { name: "Sam Rivera", email: "admin@example.com", password: "e2e-correct-horse" };
export const API_TOKEN = "e2e-token-3f9c1a7be2d84f60-91d0c5aa";
/** An agent of the demo, member of its Website inbox only, with the password that the tests set. */
export const AGENT = { name: "Jonas Weber", email: "jonas@tickline.local", password: "e2e-battery-staple" };
export const AGENTS_INBOX = "Website";
