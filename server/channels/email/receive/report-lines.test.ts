import { expect, test } from "vitest";
import type { RecipientReport } from "@/server/channels/email/read/mail";
import { reportLines } from "./report-lines";

const at = (...addresses: string[]) => addresses.map((address) => ({ name: "", address }));
const recipient = (address: string, action: RecipientReport["action"], diagnostic: string | null = null) => ({
  address,
  action,
  status: "5.1.1",
  diagnostic,
});
const bounce = (...recipients: RecipientReport[]) => ({
  type: "bounce" as const,
  recipients,
  originalMessageId: "out@tickline.shop.example",
});
const receipt = (disposition: string, of: string | null = "ada@x.example") => ({
  type: "read_receipt" as const,
  recipient: of,
  disposition,
  originalMessageId: "out@tickline.shop.example",
});

const ADA = { to: at("ada@x.example"), cc: [] };
const ADA_AND_BOB = { to: at("ada@x.example", "bob@x.example"), cc: [] };
const ADA_WITH_COPY = { to: at("ada@x.example"), cc: at("cc@x.example") };

test.each([
  [
    "a failure has the server's words",
    bounce(recipient("ADA@x.example", "failed", "550 User unknown")),
    ADA,
    [{ signal: "failed", error: "550 User unknown" }],
  ],
  [
    "a failure without words has its code",
    bounce(recipient("ada@x.example", "failed")),
    ADA,
    [{ signal: "failed", error: "5.1.1" }],
  ],
  [
    "an address to which the enclosed mail was forwarded counts as the recipient, and is named",
    { ...bounce(recipient("ada@new.example", "failed", "550 Full")), enclosedTo: ["Ada@x.example"] },
    ADA,
    [{ signal: "failed", error: "ada@new.example: 550 Full" }],
  ],
  [
    "an address that neither the mail nor what the report encloses names is a note",
    { ...bounce(recipient("eve@x.example", "failed", "550 No")), enclosedTo: ["bob@x.example"] },
    ADA,
    [{ signal: "copy_failed", error: "eve@x.example: 550 No" }],
  ],
  ["a stranger has the mail", bounce(recipient("eve@x.example", "delivered")), ADA, []],
  [
    "the address that a server on the way made of the recipient's, beside the recipient's",
    bounce({ ...recipient("alias@x.example", "failed", "550 No"), finalAddress: "ada@x.example" }),
    ADA,
    [{ signal: "failed", error: "550 No" }],
  ],
  [
    "a copy fails, the recipient has the mail",
    bounce(recipient("cc@x.example", "failed", "550 No"), recipient("ada@x.example", "delivered")),
    ADA_WITH_COPY,
    [
      { signal: "copy_failed", error: "cc@x.example: 550 No" },
      { signal: "delivered", error: null },
    ],
  ],
  [
    "a copy at a domain with letters beyond ASCII fails",
    bounce(recipient("cc@xn--mnchen-3ya.example", "failed", "550 No")),
    { to: at("ada@x.example"), cc: at("cc@münchen.example") },
    [{ signal: "copy_failed", error: "cc@xn--mnchen-3ya.example: 550 No" }],
  ],
  [
    "one of two recipients fails, the other has the mail",
    bounce(recipient("ada@x.example", "delivered"), recipient("bob@x.example", "failed", "550 No")),
    ADA_AND_BOB,
    [{ signal: "failed", error: "bob@x.example: 550 No" }],
  ],
  [
    "a delay is a note",
    bounce(recipient("ada@x.example", "delayed", "451 Try later")),
    ADA,
    [{ signal: "delayed", error: "451 Try later" }],
  ],
  [
    "all have the mail",
    bounce(recipient("ada@x.example", "delivered")),
    ADA,
    [{ signal: "delivered", error: null }],
  ],
  [
    "a server that reports no deliveries has the mail: it may still come back",
    bounce(recipient("ada@x.example", "relayed")),
    ADA,
    [],
  ],
  ["one of two has the mail", bounce(recipient("ada@x.example", "delivered")), ADA_AND_BOB, []],
  ["the reader's program displayed it", receipt("displayed"), ADA, [{ signal: "read", error: null }]],
  ["deleted without being displayed", receipt("deleted", null), ADA, [{ signal: "delivered", error: null }]],
  ["the reader's program failed", receipt("failed"), ADA, []],
  [
    "a hidden copy fails",
    bounce(recipient("bcc@x.example", "failed", "550 No")),
    { ...ADA, bcc: at("bcc@x.example") },
    [{ signal: "copy_failed", error: "bcc@x.example: 550 No" }],
  ],
  ["the reader of a copy", receipt("displayed", "cc@x.example"), ADA_WITH_COPY, []],
  ["one of two readers", receipt("displayed"), ADA_AND_BOB, []],
])("%s", (_, report, recipients, lines) => {
  expect(reportLines(report, recipients)).toEqual(lines);
});
