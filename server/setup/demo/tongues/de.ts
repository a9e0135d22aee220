import type { Tongue } from "./tongue";

export const de: Tongue = {
  language: "de",
  given: ["Anna", "Lukas", "Katharina", "Felix", "Sabine", "Jörg", "Miriam", "Matthias", "Heike", "Emre"],
  family: ["Schneider", "Bauer", "Yılmaz", "Hoffmann", "Krüger", "Vogel", "Lehmann", "Brandt", "Schäfer"],
  order: "given family",
  phonePrefix: "+491713920",
  phoneDigits: 3,
  mailDomain: "post.example",
  items: [
    "Wasserkocher Aurora",
    "Tischventilator Brisa",
    "Stehlampe Nuvem",
    "Bettwäsche Linho",
    "Becher-Set Terra",
  ],
  dialogues: [
    {
      label: "delivery",
      lines: [
        "Guten Tag, laut Sendungsverfolgung wurde {order} gestern zugestellt. Bei mir ist aber nichts angekommen.",
        "Guten Tag {name}, das tut mir leid. Laut Zusteller liegt das Paket in einer Filiale, die Benachrichtigung wurde offenbar vergessen. Die Adresse: Bahnhofstraße 4, abholbar ab morgen 10 Uhr.",
        "Ich bin leider nicht gut zu Fuß. Geht auch eine zweite Zustellung?",
        "Selbstverständlich, ist veranlasst: am Donnerstag zwischen 9 und 12 Uhr.",
      ],
    },
    {
      label: "refund",
      lines: [
        "Ich habe den Artikel ({item}) fristgerecht widerrufen und warte seit drei Wochen auf mein Geld.",
        "Vielen Dank für Ihre Geduld. Die Rücksendung zu {order} wurde versehentlich einem anderen Auftrag zugeordnet. Ich habe die Erstattung soeben angewiesen.",
        "Danke. Auf welches Konto geht das?",
        "Auf dasselbe, von dem Sie bezahlt haben. In der Regel dauert es zwei Bankarbeitstage.",
      ],
    },
    {
      label: "product",
      lines: [
        "Wie reinige ich das Gerät ({item}) richtig?",
        "Bitte vorher den Stecker ziehen und das Gehäuse nur feucht abwischen, nie in Wasser tauchen.",
      ],
    },
    {
      label: "warranty",
      lines: [
        "Hallo, mein Gerät ({item}) macht seit gestern laute Klackgeräusche und riecht verschmort.",
        "Bitte sofort vom Strom nehmen und nicht mehr benutzen. Haben Sie die Seriennummer zur Hand? Sie steht auf der Unterseite.",
        "CA-88-20417",
        "Danke. Das Ersatzgerät geht heute noch raus, das alte holt der Paketdienst kostenlos ab.",
      ],
    },
    {
      label: "billing",
      lines: [
        "Auf der Rechnung zu {order} fehlt unsere Umsatzsteuer-ID. So nimmt die Buchhaltung sie nicht an.",
        "Wenn Sie mir die ID nennen, stelle ich die Rechnung gern neu aus.",
        "DE999999999",
        "Die korrigierte Rechnung ist unterwegs an Ihre E-Mail-Adresse.",
      ],
    },
    {
      label: "account",
      lines: [
        "Bitte löschen Sie mein Kundenkonto und alle Daten.",
        "Gern. Zu Ihrer Sicherheit haben wir Ihnen einen Bestätigungslink geschickt; nach dem Klick wird innerhalb von 30 Tagen gelöscht.",
        "Ist bestätigt.",
      ],
    },
    {
      label: "wholesale",
      lines: [
        "Wir richten ein Büro ein und brauchen 40 Stück ({item}). Gibt es Mengenrabatt?",
        "Ja, ab 20 Stück 15 %, ab 40 Stück 18 %. Ich schicke Ihnen ein Angebot. Lieferung frei Bordsteinkante oder bis in die Etage?",
        "Bis in die Etage, 3. OG mit Aufzug.",
      ],
    },
  ],
  thanks: [
    "Super, danke für die schnelle Hilfe!",
    "Vielen Dank, {agent}. Schönen Feierabend!",
    "Prima, hat geklappt.",
  ],
  again: [
    [
      "Entschuldigung, ich muss noch einmal nachfragen: Es ist immer noch nichts gebucht.",
      "Ich sehe gerade nach … Die Bank hat die Zahlung heute früh freigegeben, morgen sollte sie da sein.",
    ],
    [
      "Noch eine Frage: Gibt es dazu auch Ersatzteile?",
      "Ja, unter „Zubehör“ in unserem Shop, versandkostenfrei.",
    ],
  ],
  outreach: [
    "Guten Tag {name}, bei {order} verzögert sich leider ein Artikel um eine Woche. Sollen wir den Rest schon vorab schicken?",
  ],
  notes: [
    "Paketdienst bestätigt: Karte wurde nicht eingeworfen.",
    "Bitte kulant sein, war schon beim letzten Mal unser Fehler.",
    "Charge 88 auffällig, Einkauf ist informiert.",
  ],
};
