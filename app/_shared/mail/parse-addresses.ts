import {
  type Addressee,
  addressKey,
  isInboxAddress,
  isMailAddress,
} from "@/server/contract/message/mail-addresses";

/** Why what was typed is no further recipient. */
export type AddressFault = { kind: "invalid" | "own" | "duplicate"; text: string };

export type ParsedAddresses = { added: Addressee[]; faults: AddressFault[] };

type Known = {
  /** Those that the mail goes to already. */
  present: readonly Addressee[];
  /** Our own: nothing is sent to them. */
  own: readonly string[];
};

/** Reads `Ada <ada@mail.example>, bob@mail.example`, as it is typed or pasted. */
export function parseAddresses(typed: string, { present, own }: Known): ParsedAddresses {
  const parsed: ParsedAddresses = { added: [], faults: [] };
  for (const part of partsOf(typed)) {
    const one = addresseeOf(part);
    const all = [...present, ...parsed.added];
    if (!one) parsed.faults.push({ kind: "invalid", text: part });
    else if (own.some((mine) => isInboxAddress(one.address, mine)))
      parsed.faults.push({ kind: "own", text: one.address });
    else if (all.some(({ address }) => addressKey(address) === addressKey(one.address)))
      parsed.faults.push({ kind: "duplicate", text: one.address });
    else parsed.added.push(one);
  }
  return parsed;
}

/** At commas, semicolons and line breaks outside quotation marks. */
function partsOf(typed: string): string[] {
  const parts = [""];
  let isQuoted = false;
  for (const sign of typed) {
    if (sign === '"') isQuoted = !isQuoted;
    if (!isQuoted && ",;\n，；".includes(sign)) parts.push("");
    else parts[parts.length - 1] += sign;
  }
  return parts.map((part) => part.trim()).filter((part) => part !== "");
}

function addresseeOf(part: string): Addressee | null {
  const open = part.endsWith(">") ? part.lastIndexOf("<") : -1;
  const address = (open < 0 ? part : part.slice(open + 1, -1)).trim();
  const name = open < 0 ? "" : part.slice(0, open).replaceAll('"', "").trim();
  // Servers of one's own network may have a name without a dot, yet what is typed so is a slip almost always.
  const domain = address.slice(address.lastIndexOf("@") + 1);
  const isComplete = domain.includes(".") && !domain.startsWith(".") && !domain.endsWith(".");
  return isComplete && isMailAddress(address) ? { name, address } : null;
}
