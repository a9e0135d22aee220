/** What one language brings to the demo: its people, and their conversations as a native speaker writes them. */
export type Tongue = {
  /** BCP 47. */
  language: string;
  /** Given and family names; a form in Latin letters for addresses follows `|` where the script is another. */
  given: readonly string[];
  family: readonly string[];
  /** How a full name is written. */
  order: "given family" | "family given" | "familygiven";
  /** In E.164, completed with `phoneDigits` digits. Ranges that nobody is known to have. */
  phonePrefix: string;
  phoneDigits: number;
  mailDomain: string;
  /** Stands for {item}. The first three are electrical: warranty and product questions are about them. */
  items: readonly string[];
  dialogues: readonly Dialogue[];
  /** The customer's last word. */
  thanks: readonly string[];
  /** The customer comes back after the conversation was resolved; what an agent answers. */
  again: readonly (readonly [customer: string, agent: string])[];
  /** An agent writes first. */
  outreach: readonly string[];
  /** What the bot says first, where there is one. */
  bot?: string;
  /** Notes among agents. */
  notes: readonly string[];
};

/**
 * `lines` go in turns, the customer first. {item}, {order}, {name} (the customer's given name) and {agent} are filled in.
 */
export type Dialogue = { label: string; lines: readonly string[] };
