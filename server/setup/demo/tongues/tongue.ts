/** The demo's texts in one language: names, and conversations as a native speaker writes them. */
export type Tongue = {
  /** BCP 47. */
  language: string;
  /** Given and family names. In another script, a Latin form for email addresses follows `|`. */
  given: readonly string[];
  family: readonly string[];
  /** How a full name is written. */
  order: "given family" | "family given" | "familygiven";
  /** In E.164, completed with `phoneDigits` digits. The ranges are not known to be assigned. */
  phonePrefix: string;
  phoneDigits: number;
  mailDomain: string;
  /** Replaces {item}. The first three are electrical: warranty and product questions are about them. */
  items: readonly string[];
  dialogues: readonly Dialogue[];
  /** The customer's last message. */
  thanks: readonly string[];
  /** The customer comes back after the conversation was resolved; what an agent answers. */
  again: readonly (readonly [customer: string, agent: string])[];
  /** An agent writes first. */
  outreach: readonly string[];
  /** The bot's first message, if there is a bot. */
  bot?: string;
  /** Notes among agents. */
  notes: readonly string[];
};

/**
 * `lines` go in turns, the customer first. {item}, {order}, {name} (the customer's given name) and {agent} are filled in.
 */
export type Dialogue = { label: string; lines: readonly string[] };
