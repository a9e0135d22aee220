import type { Tongue } from "./tongue";

export const en: Tongue = {
  language: "en",
  given: [
    "Olivia",
    "Noah",
    "Priya",
    "Liam",
    "Grace",
    "Ethan",
    "Chloe",
    "Daniel",
    "Aisha",
    "Thomas",
    "Zoe",
    "Samuel",
  ],
  family: [
    "Bennett",
    "Clarke",
    "Patel",
    "Murphy",
    "Turner",
    "Reid",
    "Okoye",
    "Fletcher",
    "Hughes",
    "Sinclair",
  ],
  order: "given family",
  phonePrefix: "+447700900",
  phoneDigits: 3,
  mailDomain: "mail.example",
  items: ["Aurora kettle", "Brisa desk fan", "Nuvem floor lamp", "Linho bed set", "Terra mug set"],
  dialogues: [
    {
      label: "delivery",
      lines: [
        "Hi, my order {order} was due on Tuesday and the tracking page hasn't moved since Sunday. Where is it?",
        "Hi {name}, sorry about the wait. The parcel was sorted to the wrong depot; it left there this morning and should reach you tomorrow before noon.",
        "Tomorrow works. Can the driver leave it with the neighbour at number 12?",
        "Done, I added number 12 to the delivery note.",
      ],
    },
    {
      label: "refund",
      lines: [
        "I sent the {item} back two weeks ago and still haven't seen the refund on my card.",
        "Thanks for your patience. The return for {order} was booked in on Monday and the refund went out the same day. Banks take three to five working days to show it.",
        "Okay, I'll check again on Friday.",
        "If it isn't there by then, answer here and I'll send you the bank's reference.",
      ],
    },
    {
      label: "product",
      lines: [
        "Is the {item} safe to use with 110 V? We're moving to Canada in the spring.",
        "The European model isn't, I'm afraid: it is made for 220 to 240 V. We sell a 110 V version in our Canadian shop.",
        "Good to know before I blew a fuse. Could I swap it?",
        "Within 30 days, yes. I've just mailed you the return label for {order}.",
      ],
    },
    {
      label: "warranty",
      lines: [
        "My {item} stopped working after three months. Nothing happens when I switch it on.",
        "That's not how it should be. Could you try another socket and tell me if the small light at the back comes on?",
        "Tried three sockets. No light.",
        "Then it's a case for the warranty. A replacement leaves our warehouse today, and there's no need to send the old one back.",
      ],
    },
    {
      label: "billing",
      lines: [
        "I was charged twice for {order}. Can you cancel one of them?",
        "I can see both charges. The second is only a reservation and expires by itself, but I've asked the bank to release it now.",
        "How long does that usually take?",
        "Most banks need a day or two.",
      ],
    },
    {
      label: "account",
      lines: [
        "I can't sign in any more, and the reset email never arrives.",
        "The address on file has a typing mistake at the end (.con). Shall I correct it to .com?",
        "Ha, yes please!",
        "Corrected, and the reset link is on its way again.",
      ],
    },
    {
      label: "wholesale",
      lines: [
        "We run a small guest house and would like 24 pieces of the {item}. Do you give a trade discount?",
        "We do: 15 % from 20 pieces. Would you like a quote with delivery included?",
        "Yes, to Bristol please, invoice to the company.",
      ],
    },
    {
      label: "delivery",
      lines: [
        "The box for {order} arrived crushed and one of the mugs is broken.",
        "Oh no. Could you send a photo of the box and of the mug? I'll have a new one sent right away.",
      ],
    },
  ],
  thanks: ["Brilliant, thank you {agent}!", "Perfect, that was quick.", "Thanks a lot, have a nice day."],
  again: [
    [
      'Sorry, me again: the tracking link you sent says "unknown parcel".',
      "It takes a few hours until the carrier shows it. Here is the new number to be safe.",
    ],
    [
      "One more thing, could I have the invoice with my company's VAT number on it?",
      "Of course, the corrected invoice for {order} is in your inbox now.",
    ],
  ],
  outreach: [
    "Hi {name}, the {item} you asked about is back in stock. Shall I put one aside for you until Friday?",
    "Hello {name}, the carrier could not find the address for {order}. Could you check the house number?",
  ],
  notes: [
    "Carrier confirms: wrong depot, claim number is in the order.",
    "Third complaint about this batch, told the warehouse.",
    "Good customer since 2021, please be generous.",
  ],
};
